#pragma once

#include "cli/report/report.hpp"
#include "cli/report/report_part.hpp"

namespace aimcert::cli {

/// Folder of the counterexamples, relative to the report.
inline constexpr std::string_view counterexamples_folder = "counterexamples";
/// File of a claim's counterexample, relative to the report.
std::string counterexample_file(const ClaimInfo& info);

/// What was done and what came out, in a few numbers; HTML.
std::string verify_lead(const VerifyReport& report);

/// Verdicts, errata with every counterexample in full, and what the instances tested.
std::vector<ReportPart> verify_parts(const VerifyReport& report);

/// Statement, hypotheses, constants and worst instance of every claim.
ReportPart claims_part(const VerifyReport& report);

}  // namespace aimcert::cli
