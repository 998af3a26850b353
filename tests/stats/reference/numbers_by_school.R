# Numbers by groups (parted by " / ") inside schools (by "; "), "value*people value*people ...", and the classes of
# neighbouring values that are put together ("0-4 5 6 7-40"). Van Elteren's test from each person's own rank among the
# people of the school, as formulas/generalised.R has it, where each value counts as its class.
source("formulas/generalised.R")
cases <- list(
  c("10*5 20*9 30*12 40*6 / 10*9 20*8 30*6 40*5; 10*6 20*7 30*9 40*9 / 10*12 20*9 30*5 40*6", "10 20 30 40"),
  c("10*5 20*9 30*12 60*2 70*3 / 10*9 20*8 30*6 60*4; 10*6 20*7 30*9 61*4 / 10*12 20*9 30*5 70*6", "10 20 30 60-70"),
  c("3*6 5*7 / 3*5 5*9 / 3*9 5*5; 3*7 5*8 / 3*9 5*5 / 3*5 5*10; 3*9 5*9 / 3*6 5*8 / 3*8 5*6", "3 5"))
cat("#", R.version.string, "\n")
cat("schools,classes,chi2,df,p,effect\n")
for (case in cases) {
  ends <- lapply(strsplit(strsplit(case[2], " ")[[1]], "-", fixed = TRUE), as.numeric)
  class_of <- function(value) which(sapply(ends, function(e) value >= e[1] && value <= e[length(e)]))
  tables <- lapply(strsplit(case[1], "; ", fixed = TRUE)[[1]], function(school) {
    do.call(rbind, lapply(strsplit(school, " / ", fixed = TRUE)[[1]], function(group) {
      row <- numeric(length(ends))
      for (pair in strsplit(strsplit(group, " ")[[1]], "*", fixed = TRUE)) {
        pair <- as.numeric(pair)
        row[class_of(pair[1])] <- row[class_of(pair[1])] + pair[2]
      }
      row
    }))
  })
  o <- order_of(tables)
  figures <- c(o[1:2], upper(o[1], o[2]), o[3])
  cat(case[1], ",", case[2], ",", paste(sprintf("%.17g", figures), collapse = ","), "\n", sep = "")
}
