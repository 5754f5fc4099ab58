#include "bench/medians.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

/// Google Benchmark's table of the medians, kept for the tables after it.
class MedianReporter : public benchmark::ConsoleReporter {
public:
    MedianReporter() : ConsoleReporter(OO_None) {}

    void ReportRuns(const std::vector<Run>& runs) override {
        std::vector<Run> shown;
        for (const Run& run : runs) {
            if (!run.error_occurred && run.aggregate_name != "median" && run.repetitions != 1) continue;
            shown.push_back(run);
            medians_[name_of(run)] = run.cpu_accumulated_time / double(run.iterations);
        }
        if (!shown.empty()) ConsoleReporter::ReportRuns(shown);
    }

    const Medians& medians() const { return medians_; }

private:
    static std::string name_of(const Run& run) {
        const auto& name = run.run_name;
        return name.args.empty() ? name.function_name : name.function_name + '/' + name.args;
    }
    Medians medians_;
};

}  // namespace

/// Repetitions are interleaved at random, so that a slow phase of the machine hits a kernel and its limit alike.
int main(int argc, char** argv) {
    std::vector<std::string> defaults = {"--benchmark_repetitions=11", "--benchmark_min_time=0.02",
                                         "--benchmark_enable_random_interleaving=true",
                                         "--benchmark_report_aggregates_only=true"};
    std::vector<char*> arguments = {argv[0]};
    for (auto& option : defaults) arguments.push_back(option.data());
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    int count = int(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

    MedianReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    print_update_shares(reporter.medians());
    print_training_steps(reporter.medians());
}
