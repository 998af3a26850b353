# The study's yes/no questions by phase and by gender, comparing only people of the same school (three schools).
# Read from the responses themselves; the calls stand in formulas/strata.R.
source("formulas/strata.R")
responses <- read.csv("../../../examples/ir2019/responses.csv", colClasses = "character")
responses$phase <- factor(ifelse(responses$year %in% c("1", "2", "3"), "preclinical", "clinical"),
  levels = c("preclinical", "clinical"))
responses$gender <- factor(responses$gender, levels = c("female", "male"))
questions <- c("ai_threat", "radiology_future", "heard", "lecture", "more_teaching", "know_path", "career")
cat("#", R.version.string, "\n")
cat("question,grouping,used,dropped,odds_ratio,or_low,or_high,cmh,cmh_p,breslow_day,breslow_day_p,lrt,lrt_p\n")
for (question in questions) for (grouping in c("phase", "gender")) {
  answer <- factor(responses[[question]], levels = c("yes", "no"))
  x <- table(responses[[grouping]], answer, responses$school)
  figures <- stratified(array(x, dim(x)))
  cat(question, ",", grouping, ",", paste(sprintf("%.17g", figures), collapse = ","), "\n", sep = "")
}
