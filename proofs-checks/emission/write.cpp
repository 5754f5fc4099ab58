#include "proofs-checks/emission/printers.hpp"
#include "proofs-checks/emission/subjects.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace aimcert::emission {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

void write_definitions(const std::filesystem::path& path, const std::vector<Formula>& formulas,
                       std::string (*definition)(const Formula&)) {
    if (formulas.empty()) return;
    std::string text = "(** Recorded from the functions of the core. *)\n\nFrom Coq Require Import Reals.\n"
                       "Local Open Scope R_scope.\n";
    for (const auto& formula : formulas) text += "\n" + definition(formula);
    write_file(path, text);
}

}  // namespace

void write(const Subject& subject, const std::string& dir) {
    const std::filesystem::path root(dir);
    write_definitions(root / ("Code_" + subject.name + ".v"), subject.formulas, coq_definition);
    write_definitions(root / ("Code_" + subject.name + "_orders.v"), subject.orders, coq_rounded_definition);
    for (const auto& rounding : subject.roundings)
        write_file(root / "gappa" / (rounding.order.name + ".g"), gappa_script(rounding));
    for (const auto& [claim, hypotheses, conclusions, mutation] : subject.obligations) {
        const auto path = [&, &claim = claim](const std::string& what) { return root / "smt" / (claim + what + ".smt2"); };
        write_file(path(""), smt_script(hypotheses, conclusions, "unsat"));
        write_file(path(".hypotheses"), smt_script(hypotheses, "sat"));
        write_file(path(".mutation"), smt_script(hypotheses, mutation, "sat"));
    }
}

}  // namespace aimcert::emission
