# Numbers as "value*people value*people ...": length, mean, sd, min, quantile(type = 7), max.
set.seed(1996)
drawn <- function(values) {
  t <- table(values)
  paste(sprintf("%s*%d", names(t), as.integer(t)), collapse = " ")
}
cases <- c("3*1", "3*4", "1*1 2*1", "1*1 2*1 3*1", "0*2 10*1 20*1", "-5*3 0*2 7.5*4 1000*1", "0.1*3 0.2*3 0.3*4",
  "1000000001*2 1000000002*3 1000000004*1", drawn(rpois(200, 12)), drawn(round(rexp(101, 0.1), 1)),
  "20*400000 21*350000 22*250000")
cat("#", R.version.string, "\n")
cat("bins,n,mean,sd,minimum,lower_quartile,median,upper_quartile,maximum\n")
for (text in cases) {
  pairs <- do.call(rbind, lapply(strsplit(strsplit(text, " ")[[1]], "*", fixed = TRUE), as.numeric))
  x <- rep(pairs[, 1], pairs[, 2])
  numbers <- c(length(x), mean(x), sd(x), min(x), quantile(x, c(0.25, 0.5, 0.75), type = 7), max(x))
  cat(text, ",", paste(sprintf("%.17g", numbers), collapse = ","), "\n", sep = "")
}
