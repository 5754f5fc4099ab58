#include "cli/report/run_parts.hpp"

#include "cli/report/run_figures.hpp"
#include "cli/report/schedule_figures.hpp"
#include "cli/report/tightness.hpp"
#include "core/pipeline/schedule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string optional_number(const std::optional<double>& value) { return value ? html_number(*value) : "–"; }

/// In how many rows the terms of the bound add up to a descent.
std::string certified_sentence(const RunResult& run) {
    std::size_t rows = 0, certified = 0;
    for (const auto& row : run.rows) {
        if (!row.terms) continue;
        ++rows;
        certified += row.terms->descent + row.terms->noise + row.terms->delay + row.terms->asymmetry < 0 ? 1 : 0;
    }
    if (rows == 0) return "<p>The descent claims speak of asymmetric linear devices with symmetric point 0, so this run has no bound.</p>\n";
    const std::string count = fmt::format("<p>The terms of the bound add up to a certain descent in {} of {} rows of the ledger. ",
                                          html_count(static_cast<long long>(certified)), html_count(static_cast<long long>(rows)));
    if (run.rates.descent && run.learning_rate > *run.rates.descent)
        return count + "The learning rate " + html_number(run.learning_rate) + " is " + html_number(run.learning_rate / *run.rates.descent) +
               " times the largest that the step-size rule admits on the box of this run, " + html_number(*run.rates.descent) +
               ", so the theorem promises nothing here, and the terms below show by how much.</p>\n";
    return count + "Its constants hold for the whole box that the weights stayed in: the loss may fall where the bound does not promise it.</p>\n";
}

ReportPart descent_part(const RunResult& run) {
    ReportPart part{{"descent", "The descent", ""}, {}};
    part.show(loss_figure(run));
    part.section.body += certified_sentence(run);
    part.show(lyapunov_figure(run));
    part.show(descent_terms_figure(run));
    return part;
}

ReportPart layers_part(const RunResult& run) {
    ReportPart part{{"layers", "Saturation and delay by layer", ""}, {}};
    const auto saturation = saturation_figure(run), delay = delay_figure(run);
    if (saturation.empty()) part.section.body += "<p>Digital weights have no range to saturate.</p>\n";
    part.show(saturation);
    if (delay.empty()) part.section.body += "<p>No layer ran on stale weights, so no delay accumulated.</p>\n";
    part.show(delay);
    return part;
}

std::string checks_html(const RunResult& run) {
    if (run.claims.empty()) return "";
    std::vector<std::vector<std::string>> rows;
    for (const auto& check : run.claims) {
        const std::string outcome = !check.hypotheses_met ? "<span class=\"sentence\">○ hypothesis not met: " + escape_html(check.failed_hypothesis) + "</span>"
                                    : check.violations > 0 ? "<span class=\"verdict falsified\">✗ violated</span>"
                                    : check.undecided > 0  ? "<span class=\"verdict undecided\">? undecided</span>"
                                    : check.checked == 0   ? "–"
                                                           : "<span class=\"verdict not_falsified\">✓ held</span>";
        rows.push_back({escape_html(check.id), outcome, html_count(check.checked),
                        check.checked == 0 ? "–" : tightness_html(Relation::at_most, check.largest_ratio, check.violations > 0),
                        check.checked == 0 ? "–" : html_count(check.worst_step), html_count(check.rounding_only), html_count(check.outside_box),
                        check.first_violated_step ? html_count(*check.first_violated_step) : "–"});
    }
    return "<h3>Claims checked on this run</h3>\n" +
           html_table({{"Claim"}, {"Outcome"}, {"Comparisons", true}, {"Largest ratio"}, {"at step", true}, {"Rounding only", true}, {"Outside the box", true}, {"First violated step", true}}, rows);
}

std::vector<std::pair<std::string, std::string>> settings_of(const RunResult& run) {
    std::vector<std::pair<std::string, std::string>> pairs{
        {"Configuration", "<code>" + escape_html(run.configuration.filename().string()) + "</code>"},
        {"Device", escape_html(run.device)},
        {"Schedule", escape_html(run.schedule) + (run.micro_batches > 1 ? fmt::format(", mini-batches of {}", run.micro_batches) : "")},
        {"Arithmetic", escape_html(run.scalar)},
        {"Learning rate", html_number(run.learning_rate) + (run.automatic_rate ? ", the largest admissible one" : "")},
        {"Admissible for descent", optional_number(run.rates.descent)},
        {"Admissible for bounded weights", optional_number(run.rates.bounded_iterates)},
        {"Both for the box", escape_html(run.rates.box)},
        {"Steps", html_count(run.steps) + fmt::format(", a row of the ledger every {}", html_count(run.every))},
        {"Updates", html_count(run.updates) + " from " + html_count(run.samples_seen) + " samples"},
        {"Clock cycles", html_count(run.clock_cycles)},
        {"Loss", html_number(run.initial_loss) + " → " + html_number(run.final_loss)},
        {"Last squared gradient", html_number(run.final_gradient_norm_sq)},
        {"Saturation degree", std::isinf(run.tau) ? "digital" : html_number(run.initial_saturation) + " → " + html_number(run.final_saturation)}};
    if (run.accuracy) pairs.emplace_back("Accuracy on the samples", percent(*run.accuracy));
    for (const auto& note : run.notes) pairs.emplace_back("Note", escape_html(note));
    return pairs;
}

std::string constants_html(const RunResult& run) {
    const auto& priori = run.constants;
    const auto& posteriori = run.posteriori;
    const auto row = [&](const char* symbol, const char* meaning, double ConstantsTable::*value) -> std::vector<std::string> {
        return {fmt::format("<span class=\"formula\">{}</span>", symbol), meaning, html_number(priori.*value), html_number(posteriori.*value)};
    };
    std::vector<std::vector<std::string>> rows{row("<i>χ</i>", "largest input norm", &ConstantsTable::chi),
                                               row("max |<i>y</i>|", "largest target norm", &ConstantsTable::target),
                                               row("<i>W</i><sub>max</sub>", "largest |weight|", &ConstantsTable::max_weight),
                                               row("<i>r</i>", "saturation degree", &ConstantsTable::saturation),
                                               row("<i>Λ</i><sub>0</sub>", "bound on the gradient of the loss function", &ConstantsTable::loss_gradient),
                                               row("<i>Λ</i><sub>1</sub>", "its Lipschitz constant", &ConstantsTable::loss_smoothness),
                                               row("<i>L<sub>f</sub></i>", "smoothness of the objective", &ConstantsTable::smoothness),
                                               row("<i>L<sub>S</sub></i>", "sensitivity to stale weights", &ConstantsTable::sensitivity),
                                               row("<i>κ</i>", "weight of the delay in the step-size rule", &ConstantsTable::kappa),
                                               row("<i>c</i>", "weight of the auxiliary function", &ConstantsTable::auxiliary_weight)};
    std::vector<std::vector<std::string>> layers;
    const auto entry = [](const std::vector<double>& values, std::size_t m) { return m < values.size() ? html_number(values[m]) : "–"; };
    for (std::size_t m = 0; m < priori.spectral.size(); ++m)
        layers.push_back({std::to_string(m + 1), entry(priori.spectral, m), entry(posteriori.spectral, m), entry(priori.input, m),
                          entry(posteriori.input, m), entry(priori.error, m), entry(posteriori.error, m),
                          entry(run.final_layer_saturation, m)});
    return "<h3>Constants</h3>\n<p>A priori for the box of the largest |weight| of the run, a posteriori from the largest spectral norms "
           "met.</p>\n" +
           html_table({{"Constant"}, {"Meaning"}, {"a priori", true}, {"a posteriori", true}}, rows) +
           html_table({{"Layer"}, {"<i>ω</i> a priori", true}, {"a posteriori", true}, {"<i>X</i> a priori", true}, {"a posteriori", true},
                       {"<i>D</i> a priori", true}, {"a posteriori", true}, {"last saturation", true}}, layers);
}

ReportPart summary_part(const RunResult& run) {
    return {{"summary", "The run in numbers", html_pairs(settings_of(run)) + checks_html(run) + constants_html(run)}, {}};
}

/// Cycles, density, speed-up and delays of the three schedules in steady state, as the event simulation measures them.
std::string schedules_html(int stages, int micro_batches) {
    const auto run = [&](Schedule schedule) {
        return simulate(schedule, stages, micro_batches, micro_batches * (stages + 1));
    };
    const Timeline sequential = run(Schedule::sequential);
    std::vector<std::vector<std::string>> rows;
    for (const Schedule schedule : all_schedules) {
        const Timeline timeline = run(schedule);
        rows.push_back({std::string(schedule_name(schedule)), html_number(cycles_per_micro_batch(timeline)), percent(density(timeline)),
                        html_number(speedup(timeline, sequential)), fmt::format("{}", fmt::join(measured_delays(timeline), ", "))});
    }
    return html_table({{"Schedule"}, {"Cycles per micro-batch", true}, {"Density", true}, {"Speed-up", true}, {fmt::format("Delay of stages 1 to {}, in updates", stages), true}}, rows);
}

}  // namespace

std::string run_lead(const RunResult& run) {
    std::vector<Tile> tiles{{html_number(run.initial_loss) + " → " + html_number(run.final_loss), "loss"},
                            {html_count(run.updates), "updates from " + html_count(run.samples_seen) + " samples"},
                            {html_count(run.clock_cycles), "clock cycles of the pipeline"}};
    if (run.accuracy) tiles.push_back({percent(*run.accuracy), "accuracy on the samples"});
    if (!std::isinf(run.tau)) tiles.push_back({html_number(run.final_saturation), "saturation degree at the end"});
    return "<p><code>" + escape_html(run.configuration.filename().string()) + "</code> on the device <code>" + escape_html(run.device) +
           "</code>, " + escape_html(run.schedule) + " schedule.</p>\n" + html_tiles(tiles);
}

std::vector<ReportPart> run_parts(const RunResult& run) { return {descent_part(run), layers_part(run), summary_part(run)}; }

ReportPart schedules_part(int stages, int micro_batches) {
    ReportPart part{{"schedules", "The clock of the schedules", ""}, {}};
    part.show(timeline_figure(stages, micro_batches));
    part.section.body += schedules_html(stages, micro_batches);
    part.show(speedup_figure(stages));
    return part;
}

}  // namespace aimcert::cli
