# Groups (rows) by answers in order (columns): how many gave each.
#   wilcox.test(x, y, exact = FALSE, correct = FALSE)   U of the first group; rank-biserial 2U / (n1 n2) - 1
#   kruskal.test(x, group)                              epsilon squared H / (n - 1)
# wilcox.test's and kruskal.test's p are 0 where they are below 1e-308.
counts <- function(text) do.call(rbind, lapply(strsplit(strsplit(text, " / ")[[1]], " "), as.numeric))
tables <- read.csv("tables.csv")
scales <- tables$table[grepl("knowledge$", tables$name) & grepl(": knowledge", tables$name, fixed = TRUE)]
set.seed(1947)
drawn <- function(groups, answers, people) {
  one <- function(g) paste(rmultinom(1, people, rexp(answers)), collapse = " ")
  paste(sapply(seq_len(groups), one), collapse = " / ")
}
cases <- c(scales, "3 4 5 / 2 1 0", "1 0 / 0 1", "0 0 5 0 / 3 0 0 2", "10 0 0 / 0 0 12", "5 0 / 5 0 / 0 9",
  "0 0 0 / 1 2 3 / 4 0 4", "7 7 7 / 7 7 7", "4 4 / 4 4 / 4 4", "300 500 700 200 100 / 900 400 300 100 10",
  "30000 50000 70000 20000 10000 / 31000 50500 69000 19800 9900", sapply(1:8, function(i) drawn(2, 5, 40)),
  sapply(1:8, function(i) drawn(4, 6, 25)), drawn(2, 250, 600))
spread <- function(t) rep(seq_len(ncol(t)), colSums(t))
answers <- function(t, g) rep(seq_len(ncol(t)), t[g, ])
cat("#", R.version.string, "\n")
cat("table,u,u_p,rank_biserial,h,df,h_p,epsilon_squared\n")
for (text in cases) {
  t <- counts(text)
  x <- unlist(lapply(seq_len(nrow(t)), function(g) answers(t, g)))
  group <- rep(seq_len(nrow(t)), rowSums(t))
  k <- kruskal.test(x, factor(group))
  u <- c(NA, NA, NA)
  if (sum(rowSums(t) > 0) == 2 && nrow(t) == 2) {
    w <- wilcox.test(x[group == 1], x[group == 2], exact = FALSE, correct = FALSE)
    u <- c(w$statistic, w$p.value, 2 * w$statistic / prod(as.numeric(rowSums(t))) - 1)
  }
  numbers <- c(u, k$statistic, k$parameter, k$p.value, k$statistic / (length(x) - 1))
  cat(text, ",", paste(sprintf("%.17g", numbers), collapse = ","), "\n", sep = "")
}
