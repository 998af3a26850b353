# Groups (rows) by answers (columns) inside strata, "a b c / d e f; ...":
#   mantelhaen.test(x, correct = FALSE)   whether they go together; of one stratum, or where mantelhaen.test cannot
#                                         solve its equations, (n - 1) times Pearson's chi-square / n, added up
#   van Elteren's test                    from each person's own rank; the covariance of the groups' sums of scores is that
#                                         of all orders of a stratum's people, n / (n - 1) * var * (diag(p) - p p') * n
#   rank-biserial inside strata           from wilcox.test's U: sum((2 U - n1 n2) / (n + 1)) / sum(n1 n2 / (n + 1))
#   difference of the first answer        the coefficient of lm(answer ~ stratum + group), each person by itself: the
#                                         weights n1 n2 / n are least squares' own; the standard error by its formula
# Strata of one group alone, or of one answer alone, are left out of the tests. ("-": no such figure.)
table_of <- function(text) do.call(rbind, lapply(strsplit(strsplit(trimws(text), " / ")[[1]], " "), as.numeric))
tables_of <- function(text) lapply(strsplit(text, ";")[[1]], table_of)
informs <- function(t) sum(rowSums(t) > 0) > 1 && sum(colSums(t) > 0) > 1
people <- function(tables) do.call(rbind, lapply(seq_along(tables), function(h) {
  t <- tables[[h]]
  data.frame(stratum = h, group = rep(as.vector(row(t)), as.vector(t)), answer = rep(as.vector(col(t)), as.vector(t)))
}))
general <- function(tables) {
  all <- Reduce(`+`, tables)
  tables <- lapply(tables, function(t) t[rowSums(all) > 0, colSums(all) > 0, drop = FALSE])
  x <- array(unlist(tables), c(dim(tables[[1]]), length(tables)))
  if (length(tables) > 1) {
    found <- try(mantelhaen.test(x, correct = FALSE), silent = TRUE)
    if (!inherits(found, "try-error")) return(c(found$statistic, found$parameter))
  }
  # Strata that share no group and no answer are tested each by itself, and added up.
  one <- sapply(tables, function(t) {
    t <- t[rowSums(t) > 0, colSums(t) > 0, drop = FALSE]
    c(suppressWarnings(chisq.test(t, correct = FALSE)$statistic) * (sum(t) - 1) / sum(t), prod(dim(t) - 1))
  })
  rowSums(one)
}
order_of <- function(tables, used) {
  d <- people(tables)
  groups <- sort(unique(d$group))
  beyond <- 0; spread <- 0
  for (h in unique(d$stratum)) {
    s <- d[d$stratum == h, ]; n <- nrow(s)
    score <- rank(s$answer) / (n + 1)
    p <- sapply(groups, function(g) mean(s$group == g))
    beyond <- beyond + sapply(groups, function(g) sum(score[s$group == g])) - n * p * mean(score)
    spread <- spread + n * var(score) * (diag(p, length(p)) - outer(p, p))
  }
  kept <- seq_len(length(groups) - 1)
  df <- qr(spread, tol = 1e-9)$rank
  if (df == length(kept)) {
    chi2 <- sum(beyond[kept] * solve(spread[kept, kept], beyond[kept]))
  } else {
    s <- svd(spread); there <- seq_len(df)
    chi2 <- sum((t(s$u[, there]) %*% beyond)^2 / s$d[there])
  }
  effect <- NA
  if (nrow(tables[[1]]) == 2) {
    u <- sapply(tables, function(t) {
      x <- rep(seq_len(ncol(t)), t[1, ]); y <- rep(seq_len(ncol(t)), t[2, ])
      pairs <- as.numeric(length(x)) * length(y)
      u <- suppressWarnings(wilcox.test(x, y, exact = FALSE, correct = FALSE)$statistic)
      c(2 * u - pairs, pairs, length(x) + length(y) + 1)
    })
    effect <- sum(u[1, ] / u[3, ]) / sum(u[2, ] / u[3, ])
  }
  c(chi2, df, effect)
}
difference <- function(tables) {
  if (nrow(tables[[1]]) != 2) return(c(NA, NA, NA))
  both <- Filter(function(t) all(rowSums(t) > 0), tables)
  d <- people(both)
  d$stratum <- factor(d$stratum)
  d$first <- as.numeric(d$answer == 1)
  terms <- if (length(both) > 1) first ~ stratum + I(group == 1) else first ~ I(group == 1)
  value <- unname(coef(lm(terms, d))["I(group == 1)TRUE"])
  n <- sapply(both, rowSums); p <- sapply(both, function(t) t[, 1]) / n
  w <- n[1, ] * n[2, ] / colSums(n)
  se <- sqrt(sum(w^2 * (p[1, ] * (1 - p[1, ]) / n[1, ] + p[2, ] * (1 - p[2, ]) / n[2, ]))) / sum(w)
  100 * (value + c(0, -1, 1) * qnorm(0.975) * se)
}
upper <- function(s, df) pchisq(s, df, lower.tail = FALSE)
generalised <- function(tables) {
  peopled <- rowSums(Reduce(`+`, tables)) > 0
  tables <- lapply(tables, function(t) t[peopled, , drop = FALSE])
  used <- Filter(informs, tables)
  g <- general(used); o <- order_of(used)
  c(length(used), length(tables) - length(used), g, upper(g[1], g[2]), o[1:2], upper(o[1], o[2]), o[3], difference(tables))
}
FIGURES <- "used,dropped,chi2,df,p,order_chi2,order_df,order_p,effect,difference,difference_low,difference_high"
