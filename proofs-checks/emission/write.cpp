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

}  // namespace

void write(const Subject& subject, const std::string& dir) {
    const std::filesystem::path root(dir);
    std::string definitions = "(** Recorded from the functions of the core. *)\n\nFrom Coq Require Import Reals.\n"
                              "Local Open Scope R_scope.\n";
    for (const auto& formula : subject.formulas) definitions += "\n" + coq_definition(formula);
    for (const auto& order : subject.orders) definitions += "\n" + coq_rounded_definition(order);
    write_file(root / ("Code_" + subject.name + ".v"), definitions);
    for (const auto& rounding : subject.roundings)
        write_file(root / "gappa" / (rounding.order.name + ".g"), gappa_script(rounding));
}

void write(const Obligation& obligation, const std::string& dir) {
    const auto& [claim, hypotheses, conclusions, mutation] = obligation;
    const std::filesystem::path folder = std::filesystem::path(dir) / "smt";
    write_file(folder / (claim + ".smt2"), smt_script(hypotheses, conclusions, "unsat"));
    write_file(folder / (claim + ".hypotheses.smt2"), smt_script(hypotheses, "sat"));
    write_file(folder / (claim + ".mutation.smt2"), smt_script(hypotheses, mutation, "sat"));
}

}  // namespace aimcert::emission
