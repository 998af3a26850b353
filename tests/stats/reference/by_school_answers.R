# The study's questions with several answers by phase and by gender, comparing only people of the same school.
# Read from the responses themselves; the calls stand in formulas/generalised.R. Who was not asked or left a question
# open is left out. "excellent" was said by fewer than five, and so counts with "good", as on the pages.
source("formulas/generalised.R")
responses <- read.csv("../../../examples/ir2019/responses.csv", colClasses = "character")
responses$phase <- ifelse(responses$year %in% c("1", "2", "3"), "preclinical", "clinical")
responses$knowledge[responses$knowledge == "excellent"] <- "good"
groups <- list(phase = c("preclinical", "clinical"), gender = c("female", "male"))
answers <- list(year = 1:6, gender = c("female", "male"),
  heard_where = c("lecture", "reading", "relatives_patients", "attachment"),
  knowledge = c("good", "adequate", "poor", "none"), image_guided_surgery = c("yes", "not_sure", "no"))
cat("#", R.version.string, "\n")
cat("question,grouping,", FIGURES, "\n", sep = "")
for (question in names(answers)) for (grouping in names(groups)) {
  if (question == grouping || (question == "year" && grouping == "phase")) next
  x <- table(factor(responses[[grouping]], groups[[grouping]]), factor(responses[[question]], answers[[question]]),
    responses$school)
  figures <- generalised(lapply(seq_len(dim(x)[3]), function(h) matrix(x[, , h], dim(x)[1])))
  cat(question, ",", grouping, ",", paste(sprintf("%.17g", figures), collapse = ","), "\n", sep = "")
}
