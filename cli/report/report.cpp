#include "cli/report/report.hpp"

#include "cli/corpus.hpp"
#include "cli/report/report_part.hpp"
#include "cli/report/run_parts.hpp"
#include "cli/report/verify_parts.hpp"

#include <algorithm>
#include <iterator>

namespace aimcert::cli {
namespace {

/// The parts of a run, introduced by what it did and reached.
std::vector<ReportPart> example_run_parts(const RunResult& run) {
    std::vector<ReportPart> parts = run_parts(run);
    Section& first = parts.front().section;
    first.title = "A training run";
    first.body = run_lead(run) + first.body;
    return parts;
}

/// A run without mini-batches is set beside pipelines with some, few enough for their cells to be told apart.
ReportPart schedules_of(const RunResult& run) {
    constexpr int usual = 4, most = 8;
    const int micro_batches = run.micro_batches > 1 ? std::min(run.micro_batches, most) : usual;
    return schedules_part(static_cast<int>(run.trained.weights.size()), micro_batches);
}

/// The pipeline of AP Table III.
ReportPart usual_schedules() { return schedules_part(6, 4); }

std::vector<File> page_files(const std::filesystem::path& directory, const std::string& title, const std::string& lead, const std::vector<ReportPart>& parts) {
    std::vector<Section> sections;
    std::vector<File> files;
    for (const auto& part : parts) {
        sections.push_back(part.section);
        for (const auto& figure : part.figures) std::ranges::move(figure_files(figure, directory / "figures"), std::back_inserter(files));
    }
    files.push_back({directory / "index.html", html_page(title, lead, sections)});
    return files;
}

}  // namespace

std::vector<File> verify_report_files(const VerifyReport& report, const std::filesystem::path& directory) {
    std::vector<ReportPart> parts = verify_parts(report);
    if (report.run) {
        std::ranges::move(example_run_parts(*report.run), std::back_inserter(parts));
        parts.push_back(schedules_of(*report.run));
    } else {
        parts.push_back(usual_schedules());
    }
    parts.push_back(claims_part(report));
    std::vector<File> files = corpus_files(directory / counterexamples_folder, report.claims);
    std::ranges::move(page_files(directory, "Does the theory of analog in‑memory training hold?", verify_lead(report), parts), std::back_inserter(files));
    return files;
}

std::vector<File> run_report_files(const RunResult& run, const std::filesystem::path& directory) {
    std::vector<ReportPart> parts = run_parts(run);
    parts.push_back(schedules_of(run));
    return page_files(directory, "Training run " + run.configuration.stem().string(), run_lead(run), parts);
}

}  // namespace aimcert::cli
