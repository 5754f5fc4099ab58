#pragma once

#include "core/scalar/scalar.hpp"
#include "properties/instance.hpp"

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace aimcert {

/// Where the statement of a claim comes from.
enum class Form { published, corrected, derived };
/// What the claim says of its two sides.
enum class Relation { at_most, at_least, equal };
/// What search made of a claim.
enum class Verdict { not_falsified, falsified, undecided, hypotheses_never_met };
/// The scalars in which every claim can be evaluated; in `long_interval` only those of which 100 digits left an instance open.
enum class ScalarKind { float32, float64, real50, real100, double_interval, interval, long_interval, rational };

inline constexpr std::array<std::pair<Form, std::string_view>, 3> form_names{
    {{Form::published, "published"}, {Form::corrected, "corrected"}, {Form::derived, "derived"}}};
inline constexpr std::array<std::pair<Relation, std::string_view>, 3> relation_names{
    {{Relation::at_most, "at_most"}, {Relation::at_least, "at_least"}, {Relation::equal, "equal"}}};
inline constexpr std::array<std::pair<Verdict, std::string_view>, 4> verdict_names{
    {{Verdict::not_falsified, "not_falsified"},
     {Verdict::falsified, "falsified"},
     {Verdict::undecided, "undecided"},
     {Verdict::hypotheses_never_met, "hypotheses_never_met"}}};
inline constexpr std::array<std::pair<ScalarKind, std::string_view>, 8> scalar_names{
    {{ScalarKind::float32, "float"},
     {ScalarKind::float64, "double"},
     {ScalarKind::real50, "real50"},
     {ScalarKind::real100, "real100"},
     {ScalarKind::double_interval, "double_interval"},
     {ScalarKind::interval, "interval"},
     {ScalarKind::long_interval, "long_interval"},
     {ScalarKind::rational, "rational"}}};

/// What a reader has to know of a claim. `id` is also the stem of its file, its CLI argument and its docs page.
struct ClaimInfo {
    std::string id;
    Form form = Form::published;
    std::string statement;
    std::vector<std::string> hypotheses = {};
    std::vector<std::string> constants = {};
    std::string source;
    Relation relation = Relation::at_most;
    std::string status;                         ///< what is known, with the reason
    std::string flaw = {};                      ///< of a false statement: the step of the published proof that breaks
    Verdict expected = Verdict::not_falsified;  ///< `verify` fails when the search finds otherwise
    int cases = 1000;                           ///< instances of a default run
    /// Formulas of the scalar kernels that the evaluation runs through, recorded from the code.
    std::function<std::vector<std::pair<std::string, std::string>>()> kernels = nullptr;
};

/// One comparison of two sides, as numbers for statistics and as text in the digits of its scalar.
struct Comparison {
    std::string what;  ///< which quantity: layer, step, entry
    double lhs = 0, rhs = 0;
    double ratio = 0;  ///< lhs/rhs of an upper bound, rhs/lhs of a lower bound, relative difference of an equality
    Truth holds = Truth::yes;
    bool to_all_digits = false;  ///< undecided, but both sides agree to every certified digit
    double excess_ulps = 0;      ///< how far a rounded evaluation is beyond the bound, in units of its last place
    std::string lhs_text, rhs_text;
};

/// How a claim is evaluated, beside the instance and the scalar.
struct EvaluationOptions {
    std::vector<std::string> dropped = {};  ///< hypotheses that are not asked for, by the names of Evaluation::hypotheses_asked
    bool transcript = false;                ///< keep the hypotheses asked for and the numbers on the way to the sides
};

/// A number on the way to the sides of a comparison: symbol = formula = value, for readers with a pencil.
struct Shown {
    std::string symbol, formula, value;
};

/// A claim evaluated on one instance in one scalar.
struct Evaluation {
    Truth hypotheses = Truth::yes;
    std::string failed_hypothesis;
    Truth holds = Truth::yes;  ///< of all comparisons together
    bool open = false;         ///< whether a part of the statement speaks of the instance, nobody could tell
    Comparison worst;          ///< the violated one, else the undecided one, else the one with the largest ratio
    int comparisons = 0;
    std::vector<int> undecided = {};    ///< which comparisons are, by number; of a rounded scalar none
    std::vector<int> equal_sides = {};  ///< which comparisons have sides that are certainly equal; asked of 100 digits and rationals
    bool trivial = true;             ///< every comparison was 0 <= something, nothing was put at risk
    std::vector<std::string> labels;  ///< classification of the instance
    std::vector<std::string> hypotheses_asked;  ///< of a transcript: those that can be dropped, in order
    std::vector<Shown> shown;                   ///< of a transcript
    std::vector<Comparison> compared;           ///< of a transcript: every comparison, in order

    /// Undecided only because sides that agree to every certified digit may be equal.
    bool to_all_digits() const { return worst.to_all_digits && !open; }
};

/// A claim is data plus one generic function, run in any scalar.
struct Claim {
    ClaimInfo info;
    bool has_long_intervals = false;
    std::function<rc::Gen<Instance>()> instances;
    std::function<Evaluation(const Instance&, ScalarKind, const EvaluationOptions&)> run;

    Evaluation evaluate(const Instance& instance, ScalarKind scalar, const EvaluationOptions& options = {}) const {
        return run(instance, scalar, options);
    }
};

}  // namespace aimcert
