# Two groups, k1 of n1 and k2 of n2, without further packages:
#   odds ratio, Woolf     log(or) -/+ qnorm(0.975) * sqrt(sum(1 / cells)), as epitools::oddsratio.wald has it
#   exact interval        the equations that fisher.test(t)$conf.int solves, to 1e-15 instead of its 1e-4
#   difference, Newcombe  from prop.test(k, n, correct = FALSE)$conf.int of each group
#   corrected V           as effectsize::cramers_v(t, adjust = TRUE) has it
limit <- function(t, side) {
  m <- sum(t[1, ]); n <- sum(t[2, ]); k <- sum(t[, 1]); x <- t[1, 1]
  support <- max(0, k - n):min(k, m)
  logdc <- dhyper(support, m, n, k, log = TRUE)
  tail <- function(log_or) {
    d <- logdc + support * log_or
    d <- exp(d - max(d))
    sum(d[if (side == "low") support >= x else support <= x]) / sum(d) - 0.025
  }
  if (side == "low" && x == min(support)) return(0)
  if (side == "high" && x == max(support)) return(Inf)
  exp(uniroot(tail, c(-60, 60), tol = 1e-15, maxiter = 10000)$root)
}
wilson <- function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE)$conf.int)
newcombe <- function(k1, n1, k2, n2) {
  p1 <- k1 / n1; p2 <- k2 / n2; w1 <- wilson(k1, n1); w2 <- wilson(k2, n2)
  100 * c(p1 - p2, p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2),
          p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
}
corrected_v <- function(t) {
  t <- t[rowSums(t) > 0, colSums(t) > 0, drop = FALSE]
  if (min(dim(t)) < 2 || sum(t) == max(dim(t))) return(NA)
  n <- sum(t); r <- nrow(t); k <- ncol(t)
  phi2 <- suppressWarnings(chisq.test(t, correct = FALSE)$statistic) / n
  excess <- max(0, phi2 - (r - 1) * (k - 1) / (n - 1))
  sqrt(excess / min(r - (r - 1)^2 / (n - 1) - 1, k - (k - 1)^2 / (n - 1) - 1))
}
odds_ratio <- function(t) {
  if (any(rowSums(t) == 0) || any(colSums(t) == 0)) return(c(NA, NA, NA))
  if (any(t == 0)) return(c(NA, limit(t, "low"), limit(t, "high")))
  or <- t[1, 1] * t[2, 2] / t[1, 2] / t[2, 1]
  exp(log(or) + c(0, -1, 1) * qnorm(0.975) * sqrt(sum(1 / t)))
}
