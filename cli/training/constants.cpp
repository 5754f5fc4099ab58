#include "cli/training/constants.hpp"

#include "cli/files/files.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {
namespace {

/// Largest double <= x, for x known to 50 digits.
double rounded_down(const Real50& x) {
    const double nearest = static_cast<double>(x);
    return Real50(nearest) <= x ? nearest : std::nextafter(nearest, -std::numeric_limits<double>::infinity());
}

std::optional<double> finite_rate(const Real50& x) {
    const double rate = rounded_down(x);
    return std::isfinite(rate) && rate > 0 ? std::optional(rate) : std::nullopt;
}

/// Box in which the run shall stay.
struct Box {
    Real50 max_weight, inverse_tau, saturation;
    std::string words;
};

Box planned_box(const Configuration& configuration, double largest_initial) {
    if (std::isinf(configuration.saturation_range()))
        return {Real50(2) * Real50(largest_initial), Real50(0), Real50(0), fmt::format("|W| <= {:.6g}, twice the largest first weight", 2 * largest_initial)};
    const Real50 tau(configuration.saturation_range()), initial = Real50(largest_initial) / tau;
    const auto& bound = configuration.train.saturation_bound;
    if (bound && Real50(*bound) <= initial)
        throw InputError(fmt::format("{}: train.saturation_bound: expected a number above {:.6g}, the saturation degree of the first weights, found {}",
                                     configuration.file.string(), static_cast<double>(initial), *bound));
    const Real50 saturation = bound ? Real50(*bound) : Real50((Real50(1) + initial) / Real50(2));
    return {saturation * tau, Real50(1) / tau, saturation,
            fmt::format("|W| <= r tau, r = {:.6g}{}", static_cast<double>(saturation), bound ? "" : ", half-way from r_0 to 1")};
}

}  // namespace

Plan make_plan(const Configuration& configuration) {
    const Architecture& architecture = configuration.network.architecture;
    const auto samples = converted<Real50>(configuration.samples);
    const auto weights = converted<Real50>(configuration.network.weights);
    const double largest_initial = max_abs(configuration.network.weights);
    const Box box = planned_box(configuration, largest_initial);
    const Real50 young(configuration.train.young);
    const Real50 initial = Real50(largest_initial) * box.inverse_tau;

    const auto a_priori = constants_of_box(architecture, samples, weights, box.max_weight, box.inverse_tau, young);
    // Spectral norms of large matrices are the only costly part; in double they lose nothing that is shown.
    std::vector<double> spectral;
    cover(spectral, configuration.network.weights);
    const auto a_posteriori = constants_on(architecture, samples, std::vector<Real50>(spectral.begin(), spectral.end()),
                                           Real50(largest_initial), box.inverse_tau, young);

    Plan plan;
    plan.initial_saturation = static_cast<double>(initial);
    plan.rates.box = box.words;
    if (configuration.has_descent_theory()) {
        plan.rates.descent = finite_rate(descent_rule(configuration.train.schedule, a_priori.descent));
        if (!configuration.is_digital() && initial < box.saturation && box.saturation < 1)
            plan.rates.bounded_iterates = finite_rate(bounded_iterates_learning_rate(
                a_priori.signals, Real50(configuration.saturation_range()), initial, box.saturation, configuration.train.steps));
        const bool complete = plan.rates.descent && (configuration.is_digital() || plan.rates.bounded_iterates);
        if (complete) plan.largest = std::min(*plan.rates.descent, plan.rates.bounded_iterates.value_or(*plan.rates.descent));
    }
    const Real50 rate(configuration.train.learning_rate.value_or(plan.largest.value_or(0)));
    plan.box = table_of(a_priori, rate);
    plan.initial = table_of(a_posteriori, rate);
    return plan;
}

double planned_learning_rate(const Configuration& configuration, const Plan& plan) {
    if (configuration.train.learning_rate) return *configuration.train.learning_rate;
    if (plan.largest) return *plan.largest;
    const std::string reason = !configuration.has_descent_theory() ? "the step-size rules speak of response \"ald\" with w0 = 0"
                               : configuration.is_digital()        ? "the box of twice the first weights gives no finite rate"
                                                                   : "no saturation bound lies between that of the first weights and 1, or the constants of the box leave no finite rate";
    throw InputError(fmt::format("{}: train.learning_rate: expected a number, found \"auto\", which no rule defines here: {}",
                                 configuration.file.string(), reason));
}

}  // namespace aimcert::cli
