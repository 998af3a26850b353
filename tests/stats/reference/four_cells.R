# 120 tables of 2 x 2, from 8 to 1,000,000 people, alike and not alike, with ties: fisher.test(table)$p.value.
set.seed(1935)
cat("#", R.version.string, "\n")
cat("table,fisher_p\n")
found <- 0
while (found < 120) {
  people <- round(10 ^ runif(1, log10(8), 6))
  first <- round(people * sample(c(0.5, 0.5, 0.2, 0.02), 1))
  yes <- runif(1)
  other <- min(1, max(0, yes + sample(c(0, 1, 4, 12), 1) * rnorm(1) / sqrt(people)))
  a <- rbinom(1, first, yes)
  b <- rbinom(1, people - first, other)
  t <- rbind(c(a, first - a), c(b, people - first - b))
  if (any(rowSums(t) == 0) || any(colSums(t) == 0)) next
  found <- found + 1
  cat(sprintf("%d %d / %d %d,%.17g\n", t[1, 1], t[1, 2], t[2, 1], t[2, 2], fisher.test(t)$p.value))
}
