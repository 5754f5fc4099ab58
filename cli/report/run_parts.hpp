#pragma once

#include "cli/report/report_part.hpp"
#include "cli/training/run_result.hpp"

namespace aimcert::cli {

/// What the run did and reached, in a few numbers; HTML.
std::string run_lead(const RunResult& run);

/// Descent and its ledger, saturation and delay, claims checked on the run, summary and constants.
std::vector<ReportPart> run_parts(const RunResult& run);

/// The clock of the three schedules, for `stages` stages and `micro_batches` micro-batches to a mini-batch.
ReportPart schedules_part(int stages, int micro_batches);

}  // namespace aimcert::cli
