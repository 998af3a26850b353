# Groups (parted by " / ") of numbers as "value*people value*people ...", and classes of neighbouring values that are
# put together ("0-4 5 6 7-40"): each value of a class counts as the mean of all who are in it.
#   length, mean, sd, quantile(type = 7) of each group and of all
#   two groups:  wilcox.test(x, y, exact = FALSE, correct = FALSE); rank-biserial 2U / (n1 n2) - 1
#   any number:  kruskal.test(x, group); epsilon squared H / (n - 1)
cases <- list(
  c("3*4 5*6 7*9 8*5 12*1 / 4*2 6*8 7*7 9*10 11*6 40*1", "3-4 5 6 7 8 9 11-40"),
  c("5*10 6*10 / 5*8 6*12", "5 6"),
  c("0*7 10*5 61*2 / 0*3 10*5 20*5 63*1 / 0*2 10*4 20*6 30*6 70*2", "0 10 20 30 61-70"))
cat("#", R.version.string, "\n")
cat("groups,classes,group,n,mean,sd,q1,median,q3,u,u_p,rank_biserial,h,df,h_p,epsilon_squared\n")
for (case in cases) {
  values <- lapply(strsplit(case[1], " / ", fixed = TRUE)[[1]], function(part) {
    pairs <- do.call(rbind, lapply(strsplit(strsplit(part, " ")[[1]], "*", fixed = TRUE), as.numeric))
    rep(pairs[, 1], pairs[, 2])
  })
  ends <- lapply(strsplit(strsplit(case[2], " ")[[1]], "-", fixed = TRUE), as.numeric)
  all <- unlist(values)
  for (end in ends) {
    mean_here <- mean(all[all >= end[1] & all <= end[length(end)]])
    values <- lapply(values, function(x) replace(x, x >= end[1] & x <= end[length(end)], mean_here))
  }
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
    cat(case[1], ",", case[2], ",", g, ",", paste(sprintf("%.17g", numbers), collapse = ","), "\n", sep = "")
  }
}
