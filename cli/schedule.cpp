#include "cli/schedule.hpp"

#include "cli/files/files.hpp"
#include "cli/option_values.hpp"
#include "core/pipeline/schedule.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace aimcert::cli {
namespace {

constexpr int line_width = 80;
constexpr int cell_width = 2;
constexpr int most_stages = 256;
constexpr int most_micro_batches = 4096;

constexpr const char* explanation =
    R"(The three schedules are simulated event by event: one forward or one backward
of one micro-batch in one stage takes one cycle. B micro-batches form a
mini-batch.
  async       one forward, one backward; a stage updates its weights after each
              of its backwards
  sync        a pipeline that runs a mini-batch, then updates
  sequential  no pipeline: one micro-batch at a time, update after a mini-batch
What is measured in the simulation:
  cycles      clock cycles for B micro-batches. sync, sequential: a mini-batch
              from its first forward to its last backward. async: B successive
              micro-batches in the steady state, without filling and draining,
              which cost a run 2(M-1) cycles once
  density     busy stage-cycles / all stage-cycles in these cycles
  speed-up    cycles of sequential / cycles
  delay       of stage m: updates of its weights between the forward and the
              backward of a micro-batch, in the steady state
FILE gets {"schedules":[{"name","cycles","density","speedup","delays"}]}, with
the delays of stages 1 to M.)";

struct Options {
    int stages = 0;
    int micro_batches = 0;
    std::string json_file;
};

struct Measurement {
    Timeline timeline;
    CycleRange counted;
    double density;
    double speedup;
    std::vector<int> delays;
};

/// Async runs M micro-batches more than B: its steady state then lasts for B micro-batches.
std::vector<Measurement> measure(int stages, int micro_batches) {
    const auto run = [&](Schedule schedule) {
        return simulate(schedule, stages, micro_batches,
                        micro_batches + (schedule == Schedule::async ? stages : 0));
    };
    const Timeline sequential = run(Schedule::sequential);
    std::vector<Measurement> measurements;
    for (const Timeline& timeline : {run(Schedule::async), run(Schedule::sync), sequential})
        measurements.push_back({timeline, steady_state(timeline), density(timeline),
                                speedup(timeline, sequential), measured_delays(timeline)});
    return measurements;
}

std::string to_json(const std::vector<Measurement>& measurements) {
    nlohmann::ordered_json schedules = nlohmann::ordered_json::array();
    for (const Measurement& measured : measurements)
        schedules.push_back({{"name", schedule_name(measured.timeline.schedule)},
                             {"cycles", measured.counted.length()},
                             {"density", measured.density},
                             {"speedup", measured.speedup},
                             {"delays", measured.delays}});
    return nlohmann::ordered_json{{"schedules", schedules}}.dump(2) + "\n";
}

bool standard_output_takes_colour() {
    const char* no_colour = std::getenv("NO_COLOR");
    return ::isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

std::string cell(const Event& event, bool colour) {
    const bool forward = event.kind == Event::Kind::forward;
    const std::string text = fmt::format("{}{}", forward ? 'F' : 'B', event.micro_batch % 10);
    if (!colour) return text;
    return fmt::format(fmt::fg(forward ? fmt::terminal_color::cyan : fmt::terminal_color::yellow), "{}",
                       text);
}

/// Cycle numbers over every fifth column.
std::string ruler(int columns) {
    std::string line(static_cast<std::size_t>(columns * cell_width), ' ');
    for (int cycle = 0; cycle < columns; cycle += 5) {
        const std::string number = std::to_string(cycle);
        const auto position = static_cast<std::size_t>(cycle * cell_width);
        if (position + number.size() <= line.size()) line.replace(position, number.size(), number);
    }
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

/// Rows are stages, columns cycles; what does not fit is cut off with "…" and counted below.
std::string gantt_chart(const Timeline& timeline, bool colour) {
    const int label_width = static_cast<int>(fmt::formatted_size("  stage {} ", timeline.stages));
    const int room = (line_width - label_width - 1) / cell_width;
    const bool cut = timeline.cycles > room;
    const int columns = cut ? room : timeline.cycles;

    std::vector<std::vector<std::string>> rows(
        static_cast<std::size_t>(timeline.stages),
        std::vector<std::string>(static_cast<std::size_t>(columns), std::string(cell_width - 1, ' ') + "."));
    for (const Event& event : timeline.events)
        if (event.cycle < columns)
            rows[static_cast<std::size_t>(event.stage - 1)][static_cast<std::size_t>(event.cycle)] =
                cell(event, colour);

    std::string chart = fmt::format("{:<{}}{}\n", "  cycle", label_width, ruler(columns));
    for (std::size_t s = 0; s < rows.size(); ++s)
        chart += fmt::format("{:<{}}{}{}\n", fmt::format("  stage {}", s + 1), label_width,
                             fmt::join(rows[s], ""), cut ? "…" : "");
    if (cut) chart += fmt::format("  … cut off here: {} of {} cycles shown\n", columns, timeline.cycles);
    return chart;
}

std::string title(const Measurement& measured) {
    const Timeline& timeline = measured.timeline;
    if (timeline.schedule == Schedule::async)
        return fmt::format("async: update after every backward; steady state in cycles {} to {}",
                           measured.counted.begin, measured.counted.end - 1);
    if (timeline.schedule == Schedule::sync) return "sync: one mini-batch in a pipeline, then update";
    return "sequential: no pipeline, update after the mini-batch";
}

/// One line per schedule; long lists of delays continue on lines below.
std::string table(const std::vector<Measurement>& measurements) {
    std::string text = fmt::format("{:<10}  {:>7}  {:>7}  {:>8}  {}\n", "schedule", "cycles", "density",
                                   "speed-up", "delay of stage 1..M in updates");
    for (const Measurement& measured : measurements) {
        std::string line =
            fmt::format("{:<10}  {:>7}  {:>7.4f}  {:>8.2f} ", schedule_name(measured.timeline.schedule),
                        measured.counted.length(), measured.density, measured.speedup);
        const std::string indent(line.size(), ' ');
        for (const int delay : measured.delays) {
            const std::string word = fmt::format(" {}", delay);
            if (line.size() + word.size() > line_width) {
                text += line + "\n";
                line = indent;
            }
            line += word;
        }
        text += line + "\n";
    }
    return text;
}

std::string to_text(const std::vector<Measurement>& measurements, const Options& options, bool colour) {
    std::string text = fmt::format("Stages M = {}, micro-batches of a mini-batch B = {}.\n", options.stages,
                                   options.micro_batches) +
                       "Fk: forward of micro-batch k, Bk: its backward (k modulo 10), . : idle.\n";
    for (const Measurement& measured : measurements)
        text += fmt::format("\n{}\n{}", title(measured), gantt_chart(measured.timeline, colour));
    return text + "\nClock cycles for B micro-batches (async: in the steady state):\n" + table(measurements);
}

/// The file comes first: when it cannot be written, nothing is shown as if all were well.
void run_schedule(const Options& options) {
    require_writable_file(options.json_file);
    const std::vector<Measurement> measurements = measure(options.stages, options.micro_batches);
    if (!options.json_file.empty()) write_file_atomically(options.json_file, to_json(measurements));
    fmt::print("{}", to_text(measurements, options, standard_output_takes_colour()));
}

}  // namespace

void register_schedule(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("schedule", "Show the clock of the three pipeline schedules");
    verb->footer(explanation);
    verb->add_option("--stages", options->stages, "Stages of the pipeline, M, one layer each")
        ->required()
        ->check(whole_number(1, most_stages));
    verb->add_option("--micro-batches", options->micro_batches, "Micro-batches of a mini-batch, B")
        ->required()
        ->check(whole_number(1, most_micro_batches));
    verb->add_option("--json", options->json_file, "Write the measured numbers to FILE")->check(not_empty("a file"))->type_name("FILE");
    verb->callback([options, &exit_status] {
        run_schedule(*options);
        exit_status = 0;
    });
}

}  // namespace aimcert::cli
