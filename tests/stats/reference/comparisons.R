# Each table of tables.csv: chisq.test(table, correct = FALSE), fisher.test(table)$p.value.
# Cramer's V as vcd::assocstats(table)$cramer has it: sqrt(chi2 / n / (smaller dimension - 1)).
# fisher.test takes minutes on large tables of more than two groups, or gives up: their fisher_p is NA.
counts <- function(text) do.call(rbind, lapply(strsplit(strsplit(text, " / ")[[1]], " "), as.numeric))
fisher <- function(t) {
  if (min(dim(t)) > 2 && sum(t) > 200) return(NA)
  tryCatch(fisher.test(t, workspace = 2e7)$p.value, error = function(e) NA)
}

cat("#", R.version.string, "\n")
cat("name,chi2,df,chi2_p,min_expected,fisher_p,cramers_v\n")
tables <- read.csv("tables.csv")
for (i in seq_len(nrow(tables))) {
  t <- counts(tables$table[i])
  test <- suppressWarnings(chisq.test(t, correct = FALSE))
  v <- sqrt(test$statistic / sum(t) / (min(dim(t)) - 1))
  cat(sprintf("%s,%.17g,%d,%.17g,%.17g,%.17g,%.17g\n", tables$name[i], test$statistic, test$parameter,
              test$p.value, min(test$expected), fisher(t), v))
}
