"""Who is cited for the indicators, the same in every language."""

VENICE = (
    "European Commission for Democracy through Law (Venice Commission), Report on the identification of electoral "
    "irregularities by statistical methods, CDL-AD(2018)009, paragraphs 66 and 67"
)
DECKERT = (
    "J. Deckert, M. Myagkov and P. C. Ordeshook, Benford's Law and the Detection of Election Fraud, Political "
    "Analysis 19 (2011) 245–268"
)
MEBANE = (
    "W. R. Mebane, Election Forensics: Vote Counts and Benford's Law, Summer Meeting of the Political Methodology "
    "Society, Davis (2006)"
)
MACK = (
    "V. Mack and L. F. Stoetzer, Election fraud, digit tests and how humans fabricate vote counts: an experimental "
    "approach, Electoral Studies 58 (2019) 31–47"
)
ROZENAS = (
    "A. Rozenas, Detecting Election Fraud from Irregularities in Vote-Share Distributions, Political Analysis 25 "
    "(2017) 41–56"
)
KOBAK = (
    "D. Kobak, S. Shpilkin and M. S. Pshenichnikov, Integer percentages as electoral falsification fingerprints, "
    "Annals of Applied Statistics 10 (2016) 54–73"
)
KLIMEK = (
    "P. Klimek, Y. Yegorov, R. Hanel and S. Thurner, Statistical detection of systematic election irregularities, "
    "Proceedings of the National Academy of Sciences 109 (2012) 16469–16473"
)
GELMAN = (
    "A. Gelman, on a mixture model applied to Pennsylvania 2024, Statistical Modeling, Causal Inference, and Social "
    "Science (weblog, July 2025)"
)
EGGERS = (
    "A. C. Eggers, H. Garro and J. Grimmer, No evidence for systematic voter fraud: a guide to statistical claims "
    "about the 2020 election, Proceedings of the National Academy of Sciences 118 (2021) e2103619118"
)
JIMENEZ = "R. Jiménez, Forensic Analysis of the Venezuelan Recall Referendum, Statistical Science 26 (2011) 564–583"
MYAGKOV = "M. Myagkov, P. C. Ordeshook and D. Shakin, The Forensics of Election Fraud (Cambridge 2009)"
COCHRAN = "W. G. Cochran, Some methods for strengthening the common χ² tests, Biometrics 10 (1954) 417–451"
ANSCOMBE = (
    "F. J. Anscombe, The transformation of Poisson, binomial and negative-binomial data, Biometrika 35 (1948) 246–254"
)
SIMES = "R. J. Simes, An improved Bonferroni procedure for multiple tests of significance, Biometrika 73 (1986) 751–754"
COMMON = (
    "A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (Cambridge 1997), 4.2",
    (
        "B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Statistical Applications in Genetics "
        "and Molecular Biology 9 (2010) 39"
    ),
    (
        "S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 "
        "(1979) 65–70"
    ),
    (
        "Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical "
        "Society B 57 (1995) 289–300"
    ),
)
