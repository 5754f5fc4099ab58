#include "core/device/bounded_update.hpp"
#include "core/device/fused_update.hpp"
#include "core/device/response_bounds.hpp"
#include "core/device/update.hpp"
#include "proofs-checks/emission/graph.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E v(const char* name) { return E::variable(name); }

/// U(w,d) in both forms for every family.
void record_families(std::vector<Formula>& formulas) {
    const auto family = [&](const std::string& name, std::initializer_list<const char*> names, const auto& response) {
        const std::vector<Input> inputs = scalar_inputs(names);
        formulas.push_back({name + "_update", inputs, analog_update(response, v("w"), v("d"))});
        formulas.push_back({name + "_by_sign", inputs, analog_update_by_sign(response, v("w"), v("d"))});
    };
    family("ideal", {"w", "d"}, IdealResponse<E>{});
    family("ald", {"tau", "w0", "w", "d"}, AsymmetricLinearResponse<E>{v("tau"), v("w0")});
    family("linear_step", {"tau_min", "tau_max", "w0", "w", "d"},
           LinearStepResponse<E>{v("tau_min"), v("tau_max"), v("w0")});
    family("shifted_linear", {"tau", "c", "w", "d"}, ShiftedLinearResponse<E>{v("tau"), v("c")});
    for (int gamma = 1; gamma <= 4; ++gamma)
        family("power_" + std::to_string(gamma), {"tau", "w", "d"}, PowerResponse<E>{v("tau"), gamma});
    family("two_sided_power_2_3", {"tau_min", "tau_max", "w", "d"},
           TwoSidedPowerResponse<E>{v("tau_min"), v("tau_max"), 2, 3});
    family("exponential", {"tau", "gamma", "w", "d"}, ExponentialResponse<E>{v("tau"), v("gamma")});
    family("two_sided_exponential", {"tau_min", "tau_max", "gamma_plus", "gamma_minus", "w", "d"},
           TwoSidedExponentialResponse<E>{v("tau_min"), v("tau_max"), v("gamma_plus"), v("gamma_minus")});
}

Formula towards_bound() {
    return record("towards_bound", {"tau", "w", "d"}, analog_update_towards_bound<E>);
}
Formula from_bound() {
    return record("from_bound", {"tau", "w", "d"}, analog_update_from_bound<E>);
}
Formula fused_rank_one() {
    return record("fused_rank_one", {"w", "delta", "x", "learning_rate", "inverse_tau"}, fused_rank_one_entry<E>);
}
Formula fused_dense() {
    return record("fused_dense", {"w", "gradient", "learning_rate", "inverse_tau"}, fused_dense_entry<E>);
}
Formula with_fma(Formula formula) {
    return {formula.name + "_fma", formula.inputs, contracted(formula.value)};
}

/// The entry of a 1 x 1 layer, as scalars other than float and double update it.
Formula rank_one() {
    return record("rank_one", {"w", "delta", "x", "learning_rate", "inverse_tau"},
                  [](const E& w, const E& delta, const E& x, const E& learning_rate, const E& inverse_tau) {
                      Matrix<E> next;
                      Vector<E> scratch;
                      rank_one_update(Matrix<E>(Matrix<E>::Constant(1, 1, w)), next, Vector<E>(Vector<E>::Constant(1, delta)),
                                      Vector<E>(Vector<E>::Constant(1, x)), learning_rate, inverse_tau, scratch);
                      return next(0, 0);
                  });
}
Formula dense() {
    return record("dense", {"w", "gradient", "learning_rate", "inverse_tau"},
                  [](const E& w, const E& gradient, const E& learning_rate, const E& inverse_tau) {
                      Matrix<E> next;
                      dense_update(Matrix<E>(Matrix<E>::Constant(1, 1, w)), next,
                                   Matrix<E>(Matrix<E>::Constant(1, 1, gradient)), learning_rate, inverse_tau);
                      return next(0, 0);
                  });
}

/// F_max and the Lipschitz constants of q±.
void record_response_bounds(std::vector<Formula>& formulas) {
    const auto family = [&](const std::string& name, std::initializer_list<const char*> names, const auto& response) {
        const std::vector<Input> inputs = scalar_inputs(names);
        const ResponseLipschitz<E> lipschitz = response_lipschitz(response);
        formulas.push_back({name + "_largest_symmetric_part", inputs, largest_symmetric_part<E>(response)});
        formulas.push_back({name + "_lipschitz_plus", inputs, lipschitz.plus});
        formulas.push_back({name + "_lipschitz_minus", inputs, lipschitz.minus});
    };
    family("linear_step", {"tau_min", "tau_max", "w0"}, LinearStepResponse<E>{v("tau_min"), v("tau_max"), v("w0")});
    family("shifted_linear", {"tau", "c"}, ShiftedLinearResponse<E>{v("tau"), v("c")});
    family("power_3", {"tau"}, PowerResponse<E>{v("tau"), 3});
    family("exponential", {"tau", "gamma"}, ExponentialResponse<E>{v("tau"), v("gamma")});
}

}  // namespace

Subject device() {
    Subject subject{.name = "device"};
    record_families(subject.formulas);
    record_response_bounds(subject.formulas);
    for (const auto& formula : {towards_bound(), from_bound(), fused_rank_one(), with_fma(fused_rank_one()), fused_dense(),
                                with_fma(fused_dense()), rank_one(), dense()})
        subject.formulas.push_back(formula);
    return subject;
}

}  // namespace aimcert::emission
