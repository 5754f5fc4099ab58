#include "cli/report/schedule_figures.hpp"

#include "cli/files/numbers.hpp"
#include "core/pipeline/schedule.hpp"

#include <fmt/format.h>

#include <array>

namespace aimcert::cli {
namespace {

/// Micro-batches, a multiple of B, that fill at least `cycles` cycles of any schedule: none is faster than 2 cycles each.
int micro_batches_for(int cycles, int micro_batches) { return (cycles / 2 / micro_batches + 2) * micro_batches; }

int finished_by(const Timeline& timeline, int cycles) { return throughput(timeline, {0, cycles}).micro_batches; }

}  // namespace

Figure timeline_figure(int stages, int micro_batches) {
    const int cycles = simulate(Schedule::sync, stages, micro_batches, 2 * micro_batches).cycles;
    FigureData data{{"schedule", "cycle", "stage", "kind", "micro_batch", "weight_version"}, {}};
    std::string headings, rows = "row(schedule, stage) = stage";
    int panel = 0;
    for (const Schedule schedule : all_schedules) {
        const Timeline timeline = simulate(schedule, stages, micro_batches, micro_batches_for(cycles, micro_batches));
        for (const Event& event : timeline.events)
            if (event.cycle < cycles)
                data.rows.push_back({std::string(schedule_name(schedule)), std::to_string(event.cycle), std::to_string(event.stage),
                                     event.kind == Event::Kind::forward ? "forward" : "backward",
                                     std::to_string(event.micro_batch), std::to_string(event.weight_version)});
        const int top = panel * (stages + 2);
        headings += fmt::format("set label \"{}: {} micro-batches done\" at first 0, first {} left textcolor rgb ink\n",
                                schedule_name(schedule), finished_by(timeline, cycles), top - 0.15);
        rows += fmt::format(" + (schedule eq \"{}\" ? {} : 0)", schedule_name(schedule), top);
        for (int stage = 1; stage <= stages; ++stage)
            headings += fmt::format("set ytics add (\"{}\" {})\n", stage, top + stage);
        ++panel;
    }
    // A number fits into a cell of 12 pixels or more.
    const bool numbered = cycles <= 48;
    std::string plot = rows + fmt::format("\nset xrange [0:{}]\nset yrange [{}:-0.6]\nset ytics ()\nwide_cells = !narrow && {}\n", cycles,
                                          3 * (stages + 2) - 1.3, numbered ? 1 : 0);
    plot += headings;
    plot += R"gnuplot(
unset grid
set border 1
set ytics scale 0
set xlabel "clock cycle"
set ylabel "stage"
y(at) = row(stringcolumn("schedule"), column("stage"))
start(kind) = stringcolumn("kind") eq kind ? column("cycle") : NaN
digits(at) = wide_cells ? stringcolumn("micro_batch") : ""
plot $data using (start("forward")):(y(0)):(start("forward")+0.06):(start("forward")+0.94):(y(0)-0.42):(y(0)+0.42) with boxxyerror lc rgb blue title "forward", \
     '' using (start("backward")):(y(0)):(start("backward")+0.06):(start("backward")+0.94):(y(0)-0.42):(y(0)+0.42) with boxxyerror lc rgb orange title "backward", \
     '' using (start("forward")+0.5):(y(0)):(digits(0)) with labels font tiny textcolor rgb "#ffffff", \
     '' using (start("backward")+0.5):(y(0)):(digits(0)) with labels font tiny textcolor rgb "#1b1b1b"
)gnuplot";
    const int height = 110 + 18 * 3 * (stages + 2);
    return {"timeline", "The three schedules on the clock",
            fmt::format("One forward or backward of one micro-batch takes a stage one cycle; shown is the time in which the synchronous "
                        "pipeline of {} stages finishes two mini-batches of {}, <span class=\"formula\">2·2(<i>M</i> + <i>B</i> − 1)</span> "
                        "cycles (numbers: micro-batch).",
                        stages, micro_batches),
            data, plot, height, height};
}

Figure speedup_figure(int stages) {
    FigureData data{{"micro_batches", "async", "sync", "sequential"}, {}};
    for (const int micro_batches : {1, 2, 4, 8, 16, 32}) {
        const auto run = [&](Schedule schedule) {
            return simulate(schedule, stages, micro_batches, micro_batches_for(4 * stages, micro_batches) + stages * micro_batches);
        };
        const Timeline sequential = run(Schedule::sequential);
        std::vector<std::string> row{std::to_string(micro_batches)};
        for (const Schedule schedule : all_schedules) row.push_back(number_text(speedup(run(schedule), sequential)));
        data.rows.push_back(row);
    }
    const std::string plot = R"gnuplot(
set style data histograms
set style histogram clustered gap 1
set boxwidth 0.88
set yrange [0:*]
set xlabel "micro-batches B of a mini-batch"
set ylabel "micro-batches per cycle,\nno pipeline = 1"
plot $data using "async":xtic(1) lc rgb blue title "async", '' using "sync" lc rgb sky title "sync", '' using "sequential" lc rgb pale title "sequential"
)gnuplot";
    return {"speedup", "What a pipeline gains",
            fmt::format("Measured by event simulation for {} stages: the asynchronous pipeline keeps every stage busy, "
                        "<span class=\"formula\"><i>M</i></span> times as fast as none, while the synchronous one reaches "
                        "<span class=\"formula\"><i>MB</i>/(<i>M</i> + <i>B</i> − 1)</span>.",
                        stages),
            data, plot};
}

}  // namespace aimcert::cli
