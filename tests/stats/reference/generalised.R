# Groups (rows) by answers (columns) inside strata, "a b c / d e f; ...". The calls stand in formulas/generalised.R.
source("formulas/generalised.R")
set.seed(1960)
drawn <- function(strata, groups, answers, size) {
  chances <- matrix(rexp(groups * answers), groups)
  one <- function() {
    t <- sapply(seq_len(groups), function(g) rmultinom(1, rpois(1, size) + 2, chances[g, ] + rexp(answers) / 2))
    paste(apply(t, 2, paste, collapse = " "), collapse = " / ")
  }
  paste(replicate(strata, one()), collapse = "; ")
}
cases <- c("80 167 / 93 385; 103 169 / 77 385", "3 4 5 / 2 1 0", "3 4 5 / 2 1 0; 0 0 6 / 4 0 0",
  "1 0 / 0 1; 1 0 / 0 1", "3 4 0 / 2 1 0; 5 0 0 / 9 0 0; 1 2 0 / 0 4 0",         # an answer of nobody; a silent stratum
  "3 4 5 / 2 1 0 / 0 0 0; 0 0 6 / 4 0 0 / 0 0 0; 2 2 2 / 2 2 2 / 0 0 0",
  "3 9 0 0 / 8 2 0 0 / 0 0 0 0 / 0 0 0 0; 0 0 0 0 / 0 0 0 0 / 0 0 7 3 / 0 0 2 9",  # two strata with nothing in common
  "900 50 3 / 20 800 40; 700 60 2 / 30 900 70",                                     # a p below what 1 - cdf can tell
  "30000 50000 70000 / 31000 50500 69000; 20000 10000 5000 / 19900 10050 4980",
  sapply(1:6, function(i) drawn(3, 2, 5, 25)), sapply(1:6, function(i) drawn(3, 4, 4, 15)),
  sapply(1:4, function(i) drawn(8, 3, 3, 4)), drawn(40, 2, 4, 3), drawn(2, 2, 2, 30))
cat("#", R.version.string, "\n")
cat("strata,", FIGURES, "\n", sep = "")
for (text in cases) {
  cat(text, ",", paste(sprintf("%.17g", generalised(tables_of(text))), collapse = ","), "\n", sep = "")
}
