#pragma once

#include "cli/report.hpp"
#include "cli/report_part.hpp"

namespace aimcert::cli {

/// File of a claim's counterexample, relative to the report.
std::string counterexample_file(const ClaimInfo& info);

/// What was done and what came out, in a few numbers; HTML.
std::string verify_lead(const VerifyReport& report);

/// Verdicts, counterexamples in full, what the instances tested, and every claim in full.
std::vector<ReportPart> verify_parts(const VerifyReport& report);

}  // namespace aimcert::cli
