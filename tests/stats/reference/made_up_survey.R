# A made-up survey of 400: answers left open, a choice that nobody took (4 of the scale, topic c), three genders, and
# a rare answer that no woman gave. An empty cell is a question left open.
set.seed(2027)
n <- 400
open_now_and_then <- function(x, share) ifelse(runif(n) < share, "", as.character(x))
yes_no <- function(p) ifelse(runif(n) < p, "yes", "no")
school <- sample(c("north", "south", "island"), n, replace = TRUE, prob = c(5, 4, 1))
year <- sample(1:6, n, replace = TRUE)
gender <- sample(c("female", "male", "other"), n, replace = TRUE, prob = c(0.6, 0.36, 0.04))
agrees <- yes_no(plogis(-1 + 0.25 * year + ifelse(gender == "male", 0.8, 0) - 0.15 * year * (gender == "male")))
rare <- yes_no(ifelse(gender == "female", 0, 0.03))
scale <- sapply(year, function(y) sample(c(1, 2, 3, 5), 1, prob = c(4, 4, y, y)))
hours <- round(rexp(n, 1 / (5 + year)), 0) / 2
ticks <- cbind(a = runif(n) < 0.4, b = runif(n) < 0.1 * year, d = runif(n) < 0.05)
topics <- apply(ticks, 1, function(t) paste(names(t)[t], collapse = " "))
cat("#", R.version.string, "\n")
write.csv(data.frame(school, year, gender = open_now_and_then(gender, 0.03), agrees = open_now_and_then(agrees, 0.08),
                     rare = open_now_and_then(rare, 0.02), scale = open_now_and_then(scale, 0.05),
                     hours = open_now_and_then(hours, 0.1), topics), row.names = FALSE, quote = FALSE)
