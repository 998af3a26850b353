# 300 random tables of two groups, without empty rows and columns: fisher.test(table)$p.value.
set.seed(2019)
draw <- function() {
  answers <- sample(2:6, 1)
  people <- sample(12:400, 1)
  mixed <- rexp(answers)
  other <- if (runif(1) < 0.5) mixed else mixed * rexp(answers, 1) ^ 0.5
  in_first <- round(people * sample(c(0.5, 0.5, 0.3, 0.1), 1))
  rbind(rmultinom(1, in_first, mixed)[, 1], rmultinom(1, people - in_first, other)[, 1])
}
row_text <- function(row) paste(row, collapse = " ")

cat("#", R.version.string, "\n")
cat("table,fisher_p\n")
found <- 0
while (found < 300) {
  t <- draw()
  if (any(rowSums(t) == 0) || any(colSums(t) == 0)) next
  found <- found + 1
  p <- fisher.test(t, workspace = 2e7)$p.value
  cat(sprintf("%s / %s,%.17g\n", row_text(t[1, ]), row_text(t[2, ]), p))
}
