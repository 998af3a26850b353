# Two groups inside strata: array [group, yes or no, stratum].
#   mantelhaen.test(t, correct = FALSE)   common odds ratio with its interval (Robins, Breslow, Greenland), CMH
#   Breslow-Day with Tarone's adjustment  as DescTools::BreslowDayTest(t, correct = TRUE) has it
#   deviance(glm(yes and no ~ stratum + group, binomial))   likelihood ratio of the interaction
# Strata of one group alone, or of one answer alone, are left out first.
informs <- function(t) all(rowSums(t) > 0) && all(colSums(t) > 0)
breslow_day <- function(x, or) {
  a <- apply(x, 3, function(t) t[1, 1])
  fits <- sapply(seq_len(dim(x)[3]), function(i) {
    m <- sum(x[1, , i]); n <- sum(x[2, , i]); k <- sum(x[, 1, i])
    fit <- function(e) e * (n - k + e) - or * (m - e) * (k - e)
    uniroot(fit, c(max(0, k - n), min(m, k)), tol = 1e-14, maxiter = 10000)$root
  })
  variance <- sapply(seq_len(dim(x)[3]), function(i) {
    m <- sum(x[1, , i]); n <- sum(x[2, , i]); k <- sum(x[, 1, i]); e <- fits[i]
    1 / (1 / e + 1 / (m - e) + 1 / (k - e) + 1 / (n - k + e))
  })
  sum((a - fits)^2 / variance) - sum(a - fits)^2 / sum(variance)
}
likelihood_ratio <- function(x) {
  yes <- as.vector(x[, 1, ]); no <- as.vector(x[, 2, ])
  stratum <- factor(rep(seq_len(dim(x)[3]), each = 2)); group <- rep(1:2, dim(x)[3])
  # As far as it goes: glm warns where the last steps, below 1e-14, are nothing but rounding.
  control <- list(epsilon = 1e-14, maxit = 100)
  deviance(suppressWarnings(glm(cbind(yes, no) ~ stratum + group, family = binomial, control = control)))
}
one_stratum <- function(t) {
  or <- t[1, 1] * t[2, 2] / t[1, 2] / t[2, 1]
  chi2 <- suppressWarnings(chisq.test(t, correct = FALSE)$statistic) * (sum(t) - 1) / sum(t)
  list(statistic = chi2, p.value = pchisq(chi2, 1, lower.tail = FALSE), estimate = or,
       conf.int = exp(log(or) + c(-1, 1) * qnorm(0.975) * sqrt(sum(1 / t))))
}
stratified <- function(x) {
  used <- apply(x, 3, informs)
  x <- x[, , used, drop = FALSE]
  strata <- sum(used)
  if (strata == 0) return(c(0, length(used), rep(NA, 9)))
  n <- apply(x, 3, sum)
  cmh <- sum(x[1, 1, ] - (x[1, 1, ] + x[1, 2, ]) * (x[1, 1, ] + x[2, 1, ]) / n)
  # mantelhaen.test wants two strata; of one the interval is Woolf's, and CMH is chi-square * (n - 1) / n.
  test <- if (strata > 1) mantelhaen.test(x, correct = FALSE) else one_stratum(x[, , 1])
  or <- sum(x[1, 1, ] * x[2, 2, ] / n) / sum(x[1, 2, ] * x[2, 1, ] / n)
  estimable <- is.finite(or) && or > 0
  ci <- if (estimable) c(test$estimate, test$conf.int) else c(NA, NA, NA)
  df <- strata - 1
  bd <- if (estimable && df > 0) breslow_day(x, or) else NA
  lr <- if (estimable && df > 0) likelihood_ratio(x) else NA
  upper <- function(s) pchisq(s, df, lower.tail = FALSE)
  c(strata, sum(!used), ci, test$statistic, test$p.value, bd, upper(bd), lr, upper(lr))
}
