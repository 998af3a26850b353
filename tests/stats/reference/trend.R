# A share over groups in order, "k/n k/n ...": prop.trend.test(k, n, place), without groups of nobody, which keep
# their place; slope in percentage points a step: coef(lm(k / n ~ place, weights = n)).
tables <- read.csv("tables.csv")
by_year <- tables$table[grepl("^year: ", tables$name)]
shares <- function(text) {
  t <- do.call(rbind, lapply(strsplit(strsplit(text, " / ")[[1]], " "), as.numeric))
  if (ncol(t) == 2) paste(sprintf("%.0f/%.0f", t[, 1], rowSums(t)), collapse = " ")
}
cases <- c(unlist(lapply(by_year, shares)), "15/20 10/20 5/20", "1/10 2/10 0/0 5/10", "0/5 0/5 3/5", "3/10 3/10",
  "5/50 9/60 12/40 30/55 0/0 1/1", "1000/200000 1100/200000 1300/200000", "83/86 90/93 129/136 70/82")
cat("#", R.version.string, "\n")
cat("shares,chi2,p,slope\n")
for (text in cases) {
  x <- matrix(as.numeric(strsplit(text, "[ /]+")[[1]]), nrow = 2)
  place <- which(x[2, ] > 0); k <- x[1, place]; n <- x[2, place]
  test <- suppressWarnings(prop.trend.test(k, n, place))  # it warns where shares lie on a straight line
  slope <- 100 * coef(lm(k / n ~ place, weights = n))[2]
  cat(sprintf("%s,%.17g,%.17g,%.17g\n", text, test$statistic, test$p.value, slope))
}
