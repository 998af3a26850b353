# The study's multiple choices by phase and by gender, comparing only people of the same school: each choice ticked or
# not, by those who were asked and answered. Read from the responses themselves; the calls stand in formulas/strata.R.
source("formulas/strata.R")
responses <- read.csv("../../../examples/ir2019/responses.csv", colClasses = "character")
responses$phase <- ifelse(responses$year %in% c("1", "2", "3"), "preclinical", "clinical")
groups <- list(phase = c("preclinical", "clinical"), gender = c("female", "male"))
choices <- list(procedures = c("pain", "tumour", "nephrectomy", "thrombectomy", "embolisation"),
  career_no_reasons = c("knowledge", "interest", "contact", "access", "radiation"))
cat("#", R.version.string, "\n")
cat("question,choice,grouping,used,dropped,odds_ratio,or_low,or_high,cmh,cmh_p,breslow_day,breslow_day_p,lrt,lrt_p\n")
for (question in names(choices)) for (choice in choices[[question]]) for (grouping in names(groups)) {
  answered <- responses[responses[[question]] != "", ]
  ticked <- sapply(strsplit(answered[[question]], " ", fixed = TRUE), function(codes) choice %in% codes)
  x <- table(factor(answered[[grouping]], groups[[grouping]]), factor(ticked, c(TRUE, FALSE)), answered$school)
  figures <- stratified(array(x, dim(x)))
  cat(question, ",", choice, ",", grouping, ",", paste(sprintf("%.17g", figures), collapse = ","), "\n", sep = "")
}
