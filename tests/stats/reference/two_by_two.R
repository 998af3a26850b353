# Yes/no answers of two groups, k1 of n1 and k2 of n2: all tables of two groups and two answers in tables.csv, and
# some more. The calls stand in formulas/two_by_two.R.
source("formulas/two_by_two.R")
counts <- function(text) do.call(rbind, lapply(strsplit(strsplit(text, " / ")[[1]], " "), as.numeric))
tables <- lapply(read.csv("tables.csv")$table, counts)
tables <- tables[sapply(tables, function(t) all(dim(t) == 2))]
cases <- c(lapply(tables, function(t) c(t[1, 1], sum(t[1, ]), t[2, 1], sum(t[2, ]))), list(
  c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10),
  c(10, 10, 0, 20), c(10, 10, 0, 10), c(1, 1, 0, 1), c(0, 1, 1, 1), c(20, 20, 15, 20), c(3, 20, 20, 20),
  c(0, 478, 80, 247), c(1, 300000, 12, 700000), c(0, 300000, 12, 700000), c(173, 725, 180, 734),
  c(80, 247, 93, 478), c(103, 272, 77, 462), c(0, 1000, 300, 900), c(0, 300000, 300000, 700000), c(700, 700, 0, 300),
  c(5, 5, 5, 5),
  c(400000, 500000, 399000, 500000)))
cat("#", R.version.string, "\n")
cat("k1,n1,k2,n2,odds_ratio,or_low,or_high,difference,difference_low,difference_high,corrected_v\n")
for (x in unique(cases)) {
  t <- rbind(c(x[1], x[2] - x[1]), c(x[3], x[4] - x[3]))
  numbers <- c(odds_ratio(t), newcombe(x[1], x[2], x[3], x[4]), corrected_v(t))
  cat(paste(c(sprintf("%.0f", x), sprintf("%.17g", numbers)), collapse = ","), "\n", sep = "")
}
