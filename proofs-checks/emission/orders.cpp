#include "core/device/bounded_update.hpp"
#include "core/device/fused_update.hpp"
#include "core/device/update.hpp"
#include "proofs-checks/emission/graph.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E ald(const E& tau, const E& w, const E& d) { return analog_update(AsymmetricLinearResponse<E>{tau}, w, d); }
E ald_by_sign(const E& tau, const E& w, const E& d) { return analog_update_by_sign(AsymmetricLinearResponse<E>{tau}, w, d); }

Formula named(std::string name, Formula formula, E (*change)(const E&)) {
    return {std::move(name), formula.inputs, change(formula.value)};
}

/// The orders in which float and double evaluate the update by the asymmetric linear device with w0 = 0.
struct Orders {
    Formula plain = record("plain_update", {"tau", "w", "d"}, ald);
    Formula by_sign = record("by_sign_update", {"tau", "w", "d"}, ald_by_sign);
    Formula interpolation = record("interpolation_update", {"tau", "w", "d"}, analog_update_towards_bound<E>);
    Formula from_bound = record("from_bound_update", {"tau", "w", "d"}, analog_update_from_bound<E>);
    Formula rank_one =
        record("rank_one_entry", {"w", "delta", "x", "learning_rate", "inverse_tau"}, fused_rank_one_entry<E>);
    Formula dense = record("dense_entry", {"w", "gradient", "learning_rate", "inverse_tau"}, fused_dense_entry<E>);
    Formula rank_one_fma = named("rank_one_entry_fma", rank_one, contracted);
    Formula dense_fma = named("dense_entry_fma", dense, contracted);
};

E upwards(const E& update) { return selected(update, true); }
E downwards(const E& update) { return selected(update, false); }

/// |computed - exact| <= quarters u/4 for binary32, u = 2^-24, where the exact weight stays in the range as
/// `bounded_weights` says. Floating point is the same in every binade, so one binade of tau stands for all of them.
RoundingBound rounding(Formula order, const std::string& hypotheses, int quarters) {
    return {std::move(order), hypotheses + " /\\ |w| <= 1 /\\ |Y| <= 1", std::to_string(quarters) + "b-26"};
}

std::vector<RoundingBound> rounding_bounds(const Orders& o) {
    const std::string update = "tau in [0.5, 1] /\\ |d| <= 1";
    const std::string entry = "learning_rate in [0, 1] /\\ inverse_tau in [1, 2]";
    const std::string rank_one = entry + " /\\ |delta| <= 1 /\\ |x| <= 1", dense = entry + " /\\ |gradient| <= 1";
    // Gappa knows no cases: each direction of an update on its own.
    const auto up = [](const Formula& order) { return named(order.name + "_up", order, upwards); };
    const auto down = [](const Formula& order) { return named(order.name + "_down", order, downwards); };
    return {rounding(o.plain, update, 21),
            rounding(up(o.by_sign), update, 29),
            rounding(down(o.by_sign), update, 29),
            rounding(up(o.interpolation), update, 29),
            rounding(down(o.interpolation), update, 29),
            rounding(up(o.from_bound), update, 24),
            rounding(down(o.from_bound), update, 24),
            rounding(up(o.rank_one), rank_one, 35),
            rounding(down(o.rank_one), rank_one, 35),
            rounding(up(o.rank_one_fma), rank_one, 22),
            rounding(down(o.rank_one_fma), rank_one, 22),
            rounding(o.dense, dense, 29),
            rounding(o.dense_fma, dense, 16)};
}

}  // namespace

Subject orders() {
    const Orders o;
    Subject subject{.name = "orders"};
    subject.orders = {o.plain, o.by_sign, o.interpolation, o.from_bound, o.rank_one, o.rank_one_fma, o.dense, o.dense_fma};
    subject.roundings = rounding_bounds(o);
    return subject;
}

}  // namespace aimcert::emission
