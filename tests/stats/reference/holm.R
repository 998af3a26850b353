# p.adjust(p, "holm"), one p a line; families are told apart by name. NA and NaN are no tests.
families <- list(
  textbook = c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216),
  missing = c(0.01, NA, 0.02, NaN, 0.015, 0.9), ties = c(0.02, 0.01, 0.02, 0.02), one = 0.3, none = c(NA, NA),
  tiny = c(1.2e-52, 1e-300, 0.5, 3e-121), large = c(0.6, 0.9, 1, 0.4), reversed = c(0.5, 0.04, 0.03, 0.02, 0.01))
cat("#", R.version.string, "\n")
cat("family,p,holm\n")
for (name in names(families)) {
  p <- families[[name]]
  adjusted <- p.adjust(p, "holm")
  p[is.na(p)] <- NA  # printed alike
  adjusted[is.na(adjusted)] <- NA
  cat(sprintf("%s,%.17g,%.17g\n", name, p, adjusted), sep = "")
}
