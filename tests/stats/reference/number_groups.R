# Groups (parted by " / ") of numbers as "value*people value*people ...", each as a survey of its own would be read.
#   length, mean, sd, quantile(type = 7) of each group and of all
#   two groups:  wilcox.test(x, y, exact = FALSE, correct = FALSE); rank-biserial 2U / (n1 n2) - 1
#   any number:  kruskal.test(x, group); epsilon squared H / (n - 1)
cases <- c(
  "3*4 5*6 7*9 8*5 12*1 / 4*2 6*8 7*7 9*10 11*6 40*1",
  "5*10 6*10 / 5*10 6*10",
  "1*1 2*8 9*1 / 2*20 3*5",
  "0*7 10*3 / 10*5 20*5 / 5*6 30*9",
  "0*12 1*5 2*3 / 0*8 1*9 3*6 / 1*11 4*4 9*1 / 0*5 2*10 60*2")
cat("#", R.version.string, "\n")
cat("groups,group,n,mean,sd,q1,median,q3,u,u_p,rank_biserial,h,df,h_p,epsilon_squared\n")
for (text in cases) {
  values <- lapply(strsplit(text, " / ", fixed = TRUE)[[1]], function(part) {
    pairs <- do.call(rbind, lapply(strsplit(strsplit(part, " ")[[1]], "*", fixed = TRUE), as.numeric))
    rep(pairs[, 1], pairs[, 2])
  })
  x <- unlist(values)
  k <- kruskal.test(x, factor(rep(seq_along(values), lengths(values))))
  u <- c(NA, NA, NA)
  if (length(values) == 2) {
    w <- wilcox.test(values[[1]], values[[2]], exact = FALSE, correct = FALSE)
    u <- c(w$statistic, w$p.value, 2 * w$statistic / prod(as.numeric(lengths(values))) - 1)
  }
  tests <- c(u, k$statistic, k$parameter, k$p.value, k$statistic / (length(x) - 1))
  for (g in 0:length(values)) {
    y <- if (g == 0) x else values[[g]]
    numbers <- c(length(y), mean(y), sd(y), quantile(y, c(0.25, 0.5, 0.75), type = 7), tests)
    cat(text, ",", g, ",", paste(sprintf("%.17g", numbers), collapse = ","), "\n", sep = "")
  }
}
