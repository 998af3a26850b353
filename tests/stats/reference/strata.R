# Two groups inside strata, "k1/n1 k2/n2; ...": each yes/no question of tables.csv by gender inside phase, and more.
# The calls stand in formulas/strata.R.
source("formulas/strata.R")
array_of <- function(text) {
  numbers <- as.numeric(strsplit(text, "[ /;]+")[[1]])
  x <- matrix(numbers, nrow = 4)
  array(rbind(x[1, ], x[3, ], x[2, ] - x[1, ], x[4, ] - x[3, ]), c(2, 2, ncol(x)))
}

tables <- read.csv("tables.csv")
tables <- tables[grepl("^phase\\*gender", tables$name), ]
by_phase <- function(text) {
  t <- do.call(rbind, lapply(strsplit(strsplit(text, " / ")[[1]], " "), as.numeric))
  if (ncol(t) != 2) return(NULL)
  k <- t[, 1]; n <- rowSums(t)
  sprintf("%d/%d %d/%d; %d/%d %d/%d", k[1], n[1], k[2], n[2], k[3], n[3], k[4], n[4])
}
set.seed(1985)
drawn <- function(strata, size) {
  one <- function() {
    n <- rpois(2, size) + 1
    k <- rbinom(2, n, plogis(rnorm(1) + c(0.5, -0.5)))
    sprintf("%d/%d %d/%d", k[1], n[1], k[2], n[2])
  }
  paste(replicate(strata, one()), collapse = "; ")
}
cases <- c(unlist(lapply(tables$table, by_phase)),
  "80/247 93/478; 103/272 77/462",           # career: men, women; preclinical, clinical
  "0/20 5/20; 8/20 6/20",                    # a zero cell
  "0/20 5/20; 20/20 6/20",                   # two, on opposite sides
  "0/20 5/20; 0/20 6/20",                    # no odds ratio above 0
  "12/20 5/20; 0/0 6/20; 0/9 0/8; 7/7 8/8",  # one stratum informs
  "12/20 5/20; 0/0 6/20; 0/9 0/8; 4/9 2/7",  # two of four
  "5/10 5/10; 3/9 3/9",                      # an odds ratio of 1 exactly
  "4/10 6/10; 6/10 4/10",                    # and where the strata differ
  "1/1 0/1; 0/1 1/1; 1/2 1/2",
  "0/5 0/8",
  "900/1000 100/1000; 950/1000 40/1000",     # a p below what 1 - cdf can tell
  "5000/250000 4000/250000; 6000/250000 4100/250000",
  sapply(1:6, function(i) drawn(3, 40)), sapply(1:6, function(i) drawn(8, 6)), drawn(40, 3))
cat("#", R.version.string, "\n")
cat("strata,used,dropped,odds_ratio,or_low,or_high,cmh,cmh_p,breslow_day,breslow_day_p,lrt,lrt_p\n")
for (text in cases) cat(text, ",", paste(sprintf("%.17g", stratified(array_of(text))), collapse = ","), "\n", sep = "")
