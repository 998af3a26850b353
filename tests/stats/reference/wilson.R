# Wilson's interval in percent: prop.test(count, base, correct = FALSE)$conf.int
options(digits = 17)
cat("#", R.version.string, "\n")
cat("count,base,low,high\n")
pairs <- list(c(0, 20), c(7, 50), c(20, 20), c(1, 7), c(0, 1), c(1, 1), c(1, 2), c(494, 1459), c(248, 734),
              c(1, 1459), c(1458, 1459), c(1459, 9546), c(3, 1000000), c(412345, 1000000))
for (pair in pairs) {
  interval <- suppressWarnings(prop.test(pair[1], pair[2], correct = FALSE)$conf.int)
  cat(sprintf("%d,%d,%.17g,%.17g\n", pair[1], pair[2], 100 * interval[1], 100 * interval[2]))
}
