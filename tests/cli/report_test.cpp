#include "cli/report/report.hpp"

#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/report/gnuplot.hpp"
#include "cli/report/html.hpp"
#include "cli/report/svg.hpp"
#include "properties/instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace aimcert::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// An empty directory of its own for each test, removed at the end.
class Report : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = fs::temp_directory_path() / "aimcert_report_XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory = pattern;
    }
    void TearDown() override { fs::remove_all(directory); }

    std::string content(const fs::path& file) const { return read_file(directory / file); }

    fs::path directory;
};

void write_verify_report(const VerifyReport& report, const fs::path& directory) {
    write_files_atomically(verify_report_files(report, directory));
}

void write_run_report(const RunResult& run, const fs::path& directory) { write_files_atomically(run_report_files(run, directory)); }

SearchResult result_of(const std::string& id, Relation relation, Verdict verdict, double ratio) {
    SearchResult r;
    r.info.id = id;
    r.info.statement = "for all a < b & c: \"" + id + "\"";
    r.info.hypotheses = {"|w| <= tau"};
    r.info.source = "AP 6";
    r.info.relation = relation;
    r.info.expected = verdict;
    r.verdict = verdict;
    r.instances = 200;
    r.hypotheses_not_met = 50;
    r.trivial = 30;
    r.worst_ratio = ratio;
    r.labels = {{"|d| = tau", 75}};
    return r;
}

/// w = 1/4, w0 = 1/2, tau = 1, d = 1/8 on an asymmetric linear device.
Finding counterexample() {
    DeviceInstance instance;
    instance.device.w0 = 0.5;
    instance.weight = 0.25;
    instance.increments = {0.125};
    Evaluation evaluation;
    evaluation.holds = Truth::no;
    evaluation.worst.what = "|w' - w| <here>";
    evaluation.worst.lhs = 5.0 / 32;
    evaluation.worst.rhs = 3.0 / 32;
    evaluation.worst.lhs_text = "5/32";
    evaluation.worst.rhs_text = "3/32";
    return {instance, evaluation, ScalarKind::rational, 5, 12, 3};
}

VerifyReport small_report() {
    VerifyReport report;
    report.seed = 5;
    report.command = "aimcert verify --seed 5 <a> & \"b\"";
    report.claims = {result_of("bounded_weights", Relation::at_most, Verdict::not_falsified, 1.0),
                     result_of("elementwise_product", Relation::at_least, Verdict::not_falsified, 0.2530000000000001),
                     result_of("update_forms_agree", Relation::equal, Verdict::not_falsified, 0),
                     result_of("never_met", Relation::at_most, Verdict::hypotheses_never_met, 0),
                     result_of("saturation_and_fast_reset", Relation::equal, Verdict::falsified, 0.4)};
    report.claims[3].hypotheses_not_met = 200;
    report.claims[3].trivial = 0;
    report.claims[4].counterexample = counterexample();
    return report;
}

LedgerRow row_of(int step) {
    LedgerRow row;
    row.step = step;
    row.loss = 2.0 / (1 + step);
    row.gradient_norm_sq = 0.1 / (1 + step);
    row.noise_variance = 0.3;
    row.saturation_degree = 0.25;
    row.auxiliary = 1e-5;
    row.lyapunov = row.loss + 1e-5;
    row.lyapunov_bound = row.loss + 0.1;
    row.layer_saturation = {0.25, 0.125 + 1e-3 * step};
    row.layer_delay = {step == 0 ? 0 : 1e-3 / step, 0};
    row.terms = DescentTerms{-0.01 / (1 + step), 1e-3, 1e-5, 1e-4};
    return row;
}

RunResult small_run() {
    RunResult run;
    run.configuration = "folder/tiny<&>.toml";
    run.scalar = "double";
    run.schedule = "async";
    run.device = "asymmetric linear device, tau = 2";
    run.tau = 2;
    run.steps = 50;
    run.updates = 50;
    for (int step = 0; step < 50; ++step) run.rows.push_back(row_of(step));
    run.constants.auxiliary_weight = 1;
    run.constants.spectral = run.posteriori.spectral = {3, 4};
    ClaimCheck check;
    check.id = "lyapunov_descent";
    check.checked = 50;
    check.largest_ratio = 0.875;
    run.claims = {check};
    run.notes = {"careful: a < b"};
    run.trained.weights.resize(2);
    return run;
}

std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line, field; std::getline(lines, line);) {
        rows.emplace_back();
        std::istringstream fields(line);
        while (std::getline(fields, field, ',')) rows.back().push_back(field);
        if (line.empty() || line.back() == ',') rows.back().emplace_back();
    }
    return rows;
}

/// The column of a CSV file as doubles, its heading left out.
std::vector<double> column(const std::string& csv, const std::string& heading) {
    const auto rows = csv_rows(csv);
    const auto at = static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), heading) - rows[0].begin());
    std::vector<double> values;
    for (std::size_t i = 1; i < rows.size(); ++i) values.push_back(parse_number(rows[i].at(at)).value());
    return values;
}

std::vector<std::string> all_matches(const std::string& text, const char* pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) found.push_back((*it)[1]);
    return found;
}

TEST_F(Report, PageNeedsNothingFromElsewhere) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    const std::string page = content("index.html");
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("http")));
    EXPECT_THAT(page, Not(HasSubstr("@import")));
    EXPECT_THAT(page, Not(HasSubstr("<link")));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    EXPECT_THAT(page, HasSubstr("<svg viewBox="));
}

TEST_F(Report, EveryIdIsUniqueAndEveryInternalLinkHasItsTarget) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    const std::string page = content("index.html");
    const auto ids = all_matches(page, "\\bid=[\"']([^\"']*)[\"']");
    const std::set<std::string> unique(ids.begin(), ids.end());
    EXPECT_EQ(unique.size(), ids.size());
    for (const auto& target : all_matches(page, "href=[\"']#([^\"']*)[\"']")) EXPECT_TRUE(unique.contains(target)) << target;
    for (const auto& target : all_matches(page, "url\\(#([^)]*)\\)")) EXPECT_TRUE(unique.contains(target)) << target;
    for (const auto& file : all_matches(page, "href=\"([^#\"][^\"]*)\"")) EXPECT_TRUE(fs::exists(directory / file)) << file;
}

TEST_F(Report, EveryClaimHasItsVerdictAndWorstRatio) {
    write_verify_report(small_report(), directory);
    const std::string page = content("index.html");
    for (const auto& r : small_report().claims) {
        EXPECT_THAT(page, HasSubstr("href=\"#claim-" + r.info.id + "-published\">" + r.info.id + "</a>"));
        EXPECT_THAT(page, HasSubstr("for all a &lt; b &amp; c: &quot;" + r.info.id + "&quot;"));
    }
    EXPECT_THAT(page, HasSubstr("✓ not falsified"));
    EXPECT_THAT(page, HasSubstr("✗ falsified"));
    EXPECT_THAT(page, HasSubstr("○ hypotheses never met"));
    EXPECT_THAT(page, HasSubstr("sides differ by 40 %"));
    EXPECT_THAT(page, HasSubstr("<span class=\"tight\">tight</span>"));
    EXPECT_THAT(page, HasSubstr("75.0 %"));  // 150 of 200 instances met the hypotheses
    EXPECT_THAT(page, HasSubstr("80.0 %"));  // 120 of these 150 were not trivial
    EXPECT_THAT(page, HasSubstr("50.0 %"));  // 75 of these 150 have the label
    EXPECT_THAT(page, HasSubstr("Every claim has the verdict expected of it."));
    EXPECT_THAT(page, Not(HasSubstr("unexpected\">")));
}

TEST_F(Report, AnUnexpectedVerdictStandsOut) {
    VerifyReport report = small_report();
    report.claims[0].info.expected = Verdict::falsified;
    write_verify_report(report, directory);
    const std::string page = content("index.html");
    EXPECT_THAT(page, HasSubstr("1 of 5 claims have another verdict than expected."));
    EXPECT_EQ(all_matches(page, "<span class=\"(unexpected)\">").size(), 1u);
}

TEST_F(Report, OnANarrowScreenVerdictsStandBelowTheirClaims) {
    write_verify_report(small_report(), directory);
    const std::string page = content("index.html");
    const std::string style = page.substr(0, page.find("</style>"));
    // The rules find the table as a sibling of its heading, and hide the columns of numbers, which are not the last.
    EXPECT_THAT(style.substr(style.find("@media (max-width:640px){")), HasSubstr("\n#verdicts~.scroll tr{display:grid"));
    const std::string section = page.substr(page.find("<h2 id=\"verdicts\">"));
    const std::string table = section.substr(0, section.find("</section>"));
    EXPECT_EQ(all_matches(table, "(<div class=\"scroll\")").size(), 1u);
    EXPECT_EQ(all_matches(table, "(<tr><td><a .*</td><td><span class=\"verdict .*</td><td>.*</td><td class=\"number\">.*</td>"
                                 "<td class=\"number\">.*</td><td>.*</td></tr>)").size(), small_report().claims.size());
}

TEST_F(Report, TextIsEscaped) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    const std::string page = content("index.html");
    EXPECT_THAT(page, HasSubstr("aimcert verify --seed 5 &lt;a&gt; &amp; &quot;b&quot;"));
    EXPECT_THAT(page, HasSubstr("tiny&lt;&amp;&gt;.toml"));
    EXPECT_THAT(page, HasSubstr("careful: a &lt; b"));
    EXPECT_THAT(page, HasSubstr("|w&#39; - w| &lt;here&gt;"));
    EXPECT_EQ(escape_html("<a href='x'>&amp;\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;amp;&quot;&lt;/a&gt;");
}

TEST_F(Report, ACounterexampleIsShownInFullAndSavedForReplay) {
    write_verify_report(small_report(), directory);
    const std::string page = content("index.html");
    EXPECT_THAT(page, HasSubstr("<code>5/32</code>"));
    EXPECT_THAT(page, HasSubstr("<code>3/32</code>"));
    EXPECT_THAT(page, HasSubstr("rational arithmetic, after 3 simplifications"));
    EXPECT_THAT(page, HasSubstr("aimcert replay counterexamples/saturation_and_fast_reset-published.json"));
    EXPECT_THAT(page, HasSubstr("&quot;weight&quot;: &quot;1/4&quot;"));
    EXPECT_THAT(page, HasSubstr("&quot;weight&quot;: 0.25"));

    const auto saved = nlohmann::ordered_json::parse(content("counterexamples/saturation_and_fast_reset-published.json"));
    EXPECT_EQ(saved["claim"], "saturation_and_fast_reset");
    EXPECT_EQ(saved["form"], "published");
    EXPECT_EQ(instance_from_json(saved["instance"]), counterexample().instance);
    EXPECT_EQ(std::distance(fs::directory_iterator(directory / "counterexamples"), fs::directory_iterator()), 1);
}

TEST_F(Report, FiguresAreThereAsSvgPdfAndCsv) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    const std::set<std::string> names{"tightness", "instances",  "loss",  "lyapunov", "descent-terms",
                                      "saturation", "delay", "timeline", "speedup"};
    for (const auto& name : names) {
        EXPECT_THAT(content("figures/" + name + ".svg"), HasSubstr("</svg>")) << name;
        EXPECT_THAT(content("figures/" + name + ".pdf"), ::testing::StartsWith("%PDF-")) << name;
        EXPECT_GE(csv_rows(content("figures/" + name + ".csv")).size(), 2u) << name;
    }
    EXPECT_EQ(static_cast<std::size_t>(std::distance(fs::directory_iterator(directory / "figures"), fs::directory_iterator())),
              3 * names.size());
}

TEST_F(Report, CsvHoldsTheNumbersExactly) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    EXPECT_EQ(column(content("figures/tightness.csv"), "worst_ratio"), (std::vector<double>{1.0, 0.2530000000000001}));
    EXPECT_EQ(column(content("figures/instances.csv"), "put_to_the_test"), (std::vector<double>{120, 120, 120, 0, 120}));

    std::vector<double> loss, bound, noise, saturation, delay;
    for (const auto& row : report.run->rows) {
        loss.push_back(row.loss);
        bound.push_back(*row.lyapunov_bound);
        noise.push_back(row.terms->noise);
        saturation.push_back(row.layer_saturation[1]);
        delay.push_back(row.layer_delay[0]);
    }
    EXPECT_EQ(column(content("figures/loss.csv"), "loss"), loss);
    EXPECT_EQ(column(content("figures/lyapunov.csv"), "lyapunov_bound"), bound);
    EXPECT_EQ(column(content("figures/descent-terms.csv"), "noise"), noise);
    EXPECT_EQ(column(content("figures/saturation.csv"), "layer_2"), saturation);
    EXPECT_EQ(column(content("figures/delay.csv"), "layer_1"), delay);
}

/// M B / (M + B - 1) with M = 2, and M without waiting.
TEST_F(Report, SchedulesOfTheRunAreCompared) {
    write_run_report(small_run(), directory);
    const std::string csv = content("figures/speedup.csv");
    EXPECT_EQ(column(csv, "micro_batches"), (std::vector<double>{1, 2, 4, 8, 16, 32}));
    EXPECT_EQ(column(csv, "async"), std::vector<double>(6, 2.0));
    EXPECT_EQ(column(csv, "sync"), (std::vector<double>{1, 4.0 / 3, 8.0 / 5, 16.0 / 9, 32.0 / 17, 64.0 / 33}));
    EXPECT_EQ(column(csv, "sequential"), std::vector<double>(6, 1.0));
}

TEST_F(Report, EveryCurveOfAFigureIsNamedInItsKey) {
    VerifyReport report = small_report();
    report.run = small_run();
    write_verify_report(report, directory);
    const std::string page = content("index.html");
    // The wide and the narrow drawing each.
    for (const char* name : {"put to the test", "trivial", "hypotheses not met", "not falsified", "undecided", "descent (negative)",
                             "asymmetry", "forward", "backward", "sequential"})
        EXPECT_GE(all_matches(page, (std::string("<tspan[^>]*>(") + std::regex_replace(std::string(name), std::regex("[()]"), "\\$&") +
                                     ")</tspan>").c_str()).size(), 2u) << name;
}

TEST_F(Report, ARunOnDigitalWeightsWithoutStalenessSaysSo) {
    RunResult run = small_run();
    run.tau = std::numeric_limits<double>::infinity();
    run.schedule = "sync";
    for (auto& row : run.rows) {
        row.layer_delay = {0, 0};
        row.terms->delay = row.terms->asymmetry = 0;
    }
    write_run_report(run, directory);
    const std::string page = content("index.html");
    EXPECT_THAT(page, HasSubstr("Digital weights have no range to saturate."));
    EXPECT_THAT(page, HasSubstr("No layer ran on stale weights"));
    EXPECT_THAT(page, HasSubstr("Zero throughout, so not drawn: delay, asymmetry."));
    EXPECT_FALSE(fs::exists(directory / "figures/saturation.svg"));
    EXPECT_FALSE(fs::exists(directory / "figures/delay.svg"));
}

TEST_F(Report, ARunWithoutTheoryHasNoLyapunovFigures) {
    RunResult run = small_run();
    run.has_theory = false;
    for (auto& row : run.rows) row.lyapunov = row.lyapunov_bound = std::nullopt, row.terms = std::nullopt;
    write_run_report(run, directory);
    EXPECT_THAT(content("index.html"), HasSubstr("so this run has no bound"));
    EXPECT_FALSE(fs::exists(directory / "figures/lyapunov.svg"));
    EXPECT_TRUE(fs::exists(directory / "figures/loss.svg"));
}

TEST_F(Report, ARunOfOneRowAndARunThatOverflowedAreDrawn) {
    RunResult run = small_run();
    run.rows.resize(1);
    run.rows[0].loss = 0;
    run.rows[0].gradient_norm_sq = 0;
    run.rows[0].noise_variance = 0;
    write_run_report(run, directory);
    EXPECT_EQ(column(content("figures/loss.csv"), "loss"), std::vector<double>{0});

    run.rows = {row_of(0), row_of(1)};
    run.rows[1].loss = std::numeric_limits<double>::infinity();
    write_run_report(run, directory);
    EXPECT_EQ(column(content("figures/loss.csv"), "loss"), (std::vector<double>{2, std::numeric_limits<double>::infinity()}));
}

TEST_F(Report, ARunInWhichNothingMovesIsDrawn) {
    RunResult run = small_run();
    run.rows = {row_of(0), row_of(1)};
    for (auto& row : run.rows) {
        row.loss = row.gradient_norm_sq = row.noise_variance = 0;
        row.lyapunov = row.lyapunov_bound = row.expected_lyapunov_next = 0;
        row.terms = DescentTerms{};
    }
    write_run_report(run, directory);
    EXPECT_TRUE(fs::exists(directory / "figures/descent-terms.svg"));
}

TEST_F(Report, NothingIsWrittenWhereADirectoryCannotBe) {
    std::ofstream(directory / "file") << "mine";
    EXPECT_THROW(write_verify_report(small_report(), directory / "file" / "report"), InputError);
    EXPECT_THROW(write_run_report(small_run(), directory / "file" / "report"), InputError);
    EXPECT_EQ(content("file"), "mine");
    EXPECT_EQ(std::distance(fs::directory_iterator(directory), fs::directory_iterator()), 1);
}

/// The environment variable as it was comes back at the end.
class ChangedPath {
public:
    explicit ChangedPath(const fs::path& path) { ::setenv("PATH", path.c_str(), 1); }
    ChangedPath(const ChangedPath&) = delete;
    ChangedPath& operator=(const ChangedPath&) = delete;
    ~ChangedPath() { ::setenv("PATH", before_.c_str(), 1); }

private:
    std::string before_ = std::getenv("PATH");
};

TEST_F(Report, WithoutGnuplotNothingIsWritten) {
    const ChangedPath path(directory);
    try {
        write_verify_report(small_report(), directory / "report");
        FAIL() << "expected an InputError";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(), "gnuplot: expected the program of Debian's package gnuplot-nox, found: No such file or directory");
    }
    EXPECT_FALSE(fs::exists(directory / "report"));
}

TEST(Gnuplot, RefusalIsOneLine) {
    try {
        run_gnuplot("set terminal svg\nplot nonsense\n");
        FAIL() << "expected an InputError";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(), "gnuplot: expected a figure, found: undefined variable: nonsense");
    }
}

TEST_F(Report, GnuplotThatFailsWithoutAWordIsNamedByItsStatus) {
    const ChangedPath path(directory);
    std::ofstream(directory / "gnuplot") << "#!/bin/sh\nexit 3\n";
    fs::permissions(directory / "gnuplot", fs::perms::owner_all);
    try {
        require_gnuplot();
        FAIL() << "expected an InputError";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(), "gnuplot: expected a figure, found: exit status 3");
    }
}

TEST(Gnuplot, ThatIsInstalledIsFound) { EXPECT_NO_THROW(require_gnuplot()); }

TEST(InlineSvg, TakesColoursFromThePageAndPrefixesIds) {
    const std::string svg = "<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 4 3\"\n xmlns=\"http://www.w3.org/2000/svg\"\n>\n"
                            "<title>Gnuplot</title><desc>x</desc><g id=\"a\"><circle id='b'/><use xlink:href='#b'/></g>"
                            "<path stroke='rgb(  0, 114, 178)' filter='url(#f)'/><g fill=\"rgb(51,55,61)\" font-family=\"Sans\"/></svg>";
    EXPECT_EQ(inline_svg(svg, "p", "a < b"),
              "<svg viewBox=\"0 0 4 3\" role=\"img\" aria-label=\"a &lt; b\">\n"
              "<g id=\"p-a\"><circle id='p-b'/><use xlink:href='#p-b'/></g>"
              "<path stroke='var(--blue)' filter='url(#p-f)'/><g fill=\"var(--ink)\"/></svg>");
}

TEST(HtmlNumber, HasFourDigitsAndPowersOfTen) {
    EXPECT_EQ(html_number(0), "0");
    EXPECT_EQ(html_number(-0.25), "−0.25");
    EXPECT_EQ(html_number(123456), "1.235·10<sup>5</sup>");
    EXPECT_EQ(html_number(1e-7), "10<sup>−7</sup>");
    EXPECT_EQ(html_number(-2e-7), "−2·10<sup>−7</sup>");
    EXPECT_EQ(html_number(std::numeric_limits<double>::infinity()), "∞");
    EXPECT_EQ(html_count(0), "0");
    EXPECT_EQ(html_count(-1234567), "-1,234,567");
    EXPECT_EQ(html_count(-123), "-123");
}

}  // namespace
}  // namespace aimcert::cli
