// Claim   The forms of the analog update are equal: w + d F(w) - |d| G(w), the same by the sign of d through q±, and for
//         the asymmetric linear device with w0 = 0 the interpolations towards and from the bound that d points to.
// Source  AP 6.
// Why     F ± G = q∓: for d >= 0, d F - |d| G = d (F - G) = d q+; for d < 0, d F - |d| G = d (F + G) = d q-. For the
//         asymmetric linear device w + d - |d| w/τ = w + t (s τ - w) = s (τ - (1 - t)(τ - s w)), t = |d|/τ, s = sign d.
// Sides   Equality, decided in the rationals for the algebraic families and to 30 digits for the exponential ones.

#include "core/device/bounded_update.hpp"
#include "core/device/update.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct UpdateFormsAgree {
    using Instance = DeviceInstance;
    using Formulas = std::vector<std::pair<std::string, std::string>>;

    static ClaimInfo info() {
        return {.id = "update_forms_agree",
                .form = Form::published,
                .statement = "w + d F(w) - |d| G(w) = w + d q+(w) for d >= 0, w + d q-(w) for d < 0",
                .hypotheses = {},
                .constants = {"F = (q- + q+)/2, G = (q- - q+)/2"},
                .source = "AP 6, EX 6-7, RF 3-5",
                .relation = Relation::equal,
                .status = "holds exactly for every response family; in floating point the forms differ by rounding",
                .cases = 20000,
                .kernels = formulas};
    }

    static Formulas formulas() {
        using E = Expression;
        const auto v = [](const char* name) { return E::variable(name); };
        Formulas list;
        const auto record = [&](const auto& response) {
            const std::string family(std::decay_t<decltype(response)>::name);
            list.emplace_back(family + ": F/G form", to_text(analog_update(response, v("w"), v("d"))));
            list.emplace_back(family + ": form by sign", to_text(analog_update_by_sign(response, v("w"), v("d"))));
        };
        record(IdealResponse<E>{});
        record(AsymmetricLinearResponse<E>{v("tau"), v("w0")});
        record(LinearStepResponse<E>{v("tau_min"), v("tau_max"), v("w0")});
        record(ShiftedLinearResponse<E>{v("tau"), v("c")});
        record(PowerResponse<E>{v("tau"), 2});
        record(TwoSidedPowerResponse<E>{v("tau_min"), v("tau_max"), 2, 3});
        record(ExponentialResponse<E>{v("tau"), v("gamma")});
        record(TwoSidedExponentialResponse<E>{v("tau_min"), v("tau_max"), v("gamma_plus"), v("gamma_minus")});
        list.emplace_back("ald, w0 = 0: towards the bound",
                          to_text(analog_update_towards_bound(v("tau"), v("w"), v("d"))));
        list.emplace_back("ald, w0 = 0: from the bound", to_text(analog_update_from_bound(v("tau"), v("w"), v("d"))));
        return list;
    }

    static rc::Gen<Instance> instances() { return device_instances(all_response_families, 1); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S w = math::constant<S>(instance.weight), d = math::constant<S>(instance.increments[0]);
        const auto compare = [&](const auto& response) {
            const S update = analog_update(response, w, d);
            const S scale = math::abs(w) + math::abs(d) * (response.q_plus(w) + response.q_minus(w));
            checks.equal("F/G form against the form by sign", update, analog_update_by_sign(response, w, d), scale);
            if constexpr (std::is_same_v<std::decay_t<decltype(response)>, AsymmetricLinearResponse<S>>)
                if (instance.device.w0 == 0) {
                    const S size = scale + response.tau;
                    checks.equal("F/G form against interpolation towards the bound", update,
                                 analog_update_towards_bound(response.tau, w, d), size);
                    checks.equal("F/G form against interpolation from the bound", update,
                                 analog_update_from_bound(response.tau, w, d), size);
                }
        };
        std::visit(compare, *make_response<S>(instance.device));
        checks.label(instance.device.response);
    }
};

}  // namespace

std::vector<Claim> update_forms_agree() { return {make_claim<UpdateFormsAgree>()}; }

}  // namespace aimcert
