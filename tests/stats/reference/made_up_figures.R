# Every statistic of the made-up survey, from its rows.
source("formulas/two_by_two.R")
source("formulas/strata.R")
rows <- read.csv("made_up_survey.csv", comment.char = "#", colClasses = "character")
rows$phase <- ifelse(as.numeric(rows$year) <= 3, "early", "late")
rows[rows == ""] <- NA

say <- function(about, ...) {
  figures <- c(...)
  cat(sprintf("%s,%s,%.17g\n", about, names(figures), figures), sep = "")
}
answers <- function(question, by, groups, choices) table(factor(rows[[by]], groups), factor(rows[[question]], choices))
upper <- function(x, df) pchisq(x, df, lower.tail = FALSE)
genders <- c("female", "male"); phases <- c("early", "late"); yes_no <- c("yes", "no")

two_groups <- function(name, t) {
  or <- odds_ratio(t)
  d <- newcombe(t[1, 1], sum(t[1, ]), t[2, 1], sum(t[2, ]))
  test <- suppressWarnings(chisq.test(t, correct = FALSE))
  say(name, odds_ratio = or[1], or_low = or[2], or_high = or[3], difference = d[1], difference_low = d[2],
      difference_high = d[3], corrected_v = corrected_v(t), chi2 = unname(test$statistic), chi2_p = test$p.value,
      fisher_p = fisher.test(t)$p.value)
}
inside <- function(name, by, levels) {
  both <- rows[rows$gender %in% genders, ]
  x <- table(factor(both$gender, genders), factor(both$agrees, yes_no), factor(both[[by]], levels))
  found <- stratified(x)
  names(found) <- c("used", "dropped", "odds_ratio", "or_low", "or_high", "cmh", "cmh_p", "breslow_day",
                    "breslow_day_p", "lrt", "lrt_p")
  say(name, found)
}
ranks <- function(name, question, by, groups) {
  x <- as.numeric(rows[[question]]); g <- factor(rows[[by]], groups)
  k <- kruskal.test(x, g)
  say(name, h = unname(k$statistic), df = unname(k$parameter), h_p = k$p.value,
      epsilon_squared = unname(k$statistic) / (sum(!is.na(x) & !is.na(g)) - 1))
  if (length(groups) > 2) return(invisible())
  w <- wilcox.test(x[which(g == groups[1])], x[which(g == groups[2])], exact = FALSE, correct = FALSE)
  pairs <- prod(as.numeric(table(g[!is.na(x)])))
  say(name, u = unname(w$statistic), u_p = w$p.value, rank_biserial = 2 * unname(w$statistic) / pairs - 1)
}

cat("#", R.version.string, "\n")
cat("name,figure,value\n")
two_groups("agrees by gender", answers("agrees", "gender", genders, yes_no))
two_groups("agrees by phase", answers("agrees", "phase", phases, yes_no))
two_groups("rare by gender", answers("rare", "gender", genders, yes_no))
three <- answers("agrees", "gender", c(genders, "other"), yes_no)
say("agrees by three genders", corrected_v = corrected_v(three),
    chi2 = unname(suppressWarnings(chisq.test(three, correct = FALSE)$statistic)), fisher_p = fisher.test(three)$p.value)
scale <- answers("scale", "phase", phases, 1:5)
say("scale by phase", corrected_v = corrected_v(scale))
ranks("scale by phase", "scale", "phase", phases)
ranks("scale by gender", "scale", "gender", c(genders, "other"))
ranks("hours by phase", "hours", "phase", phases)
ranks("hours by school", "hours", "school", c("north", "south", "island"))
inside("agrees by gender in phase", "phase", phases)
inside("agrees by gender in school", "school", c("north", "south", "island"))
inside("agrees by gender in year", "year", 1:6)
years <- answers("agrees", "year", 1:6, yes_no)
trend <- prop.trend.test(years[, 1], rowSums(years))
say("agrees by year", chi2 = unname(trend$statistic), p = trend$p.value)
hours <- as.numeric(na.omit(rows$hours)); quartiles <- unname(quantile(hours, c(0.25, 0.5, 0.75)))
say("hours", n = length(hours), mean = mean(hours), sd = sd(hours), minimum = min(hours), lower_quartile = quartiles[1],
    median = quartiles[2], upper_quartile = quartiles[3], maximum = max(hours))
ps <- function(t) suppressWarnings(chisq.test(t, correct = FALSE)$p.value)
family <- c(gender = ps(answers("agrees", "gender", genders, yes_no)), none = NA,
            phase = ps(answers("agrees", "phase", phases, yes_no)), trend = trend$p.value)
say("family", setNames(p.adjust(family, "holm"), names(family)))
ticked <- rows$topics[!is.na(rows$topics)]
for (topic in c("a", "b", "c", "d")) {
  k <- sum(grepl(topic, ticked)); w <- wilson(k, length(ticked))
  say(paste("topic", topic), count = k, base = length(ticked), low = 100 * w[1], high = 100 * w[2])
}
said <- table(factor(rows$gender, genders), factor(rows$agrees, yes_no))
left <- table(factor(rows$gender, genders), is.na(rows$agrees))[, "TRUE"]
all_yes <- said[, 1] + left; shown <- rowSums(said) + left
worst <- newcombe(said[1, 1], shown[1], all_yes[2], shown[2])
best <- newcombe(all_yes[1], shown[1], said[2, 1], shown[2])
say("agrees missing", missing = sum(left), lowest = unname(worst[1]), lowest_low = unname(worst[2]),
    highest = unname(best[1]), highest_high = unname(best[3]))
