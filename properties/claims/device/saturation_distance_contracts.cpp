// Claim   For the asymmetric linear device with w0 = 0, |w| <= τ and |d| <= τ: 1 - |U(w,d)|/τ >= (1 - |w|/τ)(1 - |d|/τ).
//         Hence after k updates with |d_i| <= ρ τ: 1 - |w_k|/τ >= (1 - |w_0|/τ)(1-ρ)^k.
// Source  Sharpens AP Lemma 8.
// Why     With s = sign d and t = |d|/τ: τ - s U = (1-t)(τ - s w) >= (1-t)(τ - |w|), and
//         τ + s U = (1-t)(τ + s w) + 2 t τ >= (1-t)(τ - |w|). The smaller of both is τ - |U|. Then induction over k.
// Sides   The right-hand side is the distance that is left at least; both are shares of τ.

#include "core/device/update.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct SaturationDistanceContracts {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        return {.id = "saturation_distance_contracts",
                .form = Form::derived,
                .statement = "1 - |U(w,d)|/τ >= (1 - |w|/τ)(1 - |d|/τ); after k updates with |d_i| <= ρ τ, "
                             "1 - |w_k|/τ >= (1 - |w_0|/τ)(1-ρ)^k",
                .hypotheses = {"asymmetric linear device, w0 = 0", "|w| <= τ", "|d_i| <= τ"},
                .constants = {"τ: radius of the dynamic range", "ρ = max |d_i|/τ"},
                .source = "sharpens AP Lemma 8",
                .relation = Relation::at_least,
                .status = "holds; attained by increments that keep pointing away from 0, and equal for k of one size",
                .cases = 20000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    const AsymmetricLinearResponse<Expression> device{v("tau"), Expression(0)};
                    return std::vector<std::pair<std::string, std::string>>{
                        {"U(w,d)", to_text(analog_update(device, v("w"), v("d")))}};
                }};
    }

    /// Up to 6 increments of up to ρ τ; in some instances all of one size that point away from 0, the attained case.
    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                Instance instance;
                instance.device = {.response = "ald", .tau = source.range()};
                instance.weight = draw_weight(source, instance.device);
                const double reach = source.chance(0.2) ? instance.device.tau : source.uniform(0, 1) * instance.device.tau;
                const bool away = source.chance(0.2);
                const int updates = source.integer(1, 6);
                for (int i = 0; i < updates; ++i)
                    instance.increments.push_back(away ? std::copysign(reach, instance.weight) : source.within(reach));
                return instance;
            },
            simpler_devices);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S tau = math::constant<S>(instance.device.tau), first = math::constant<S>(instance.weight);
        if (!checks.require("w0 = 0", instance.device.w0 == 0)) return;
        if (!checks.require("|w| <= τ", math::abs(first), tau)) return;
        const auto free = [&](const S& w) { return S(1) - math::abs(w) / tau; };
        S largest(0);
        for (const double increment : instance.increments)
            largest = math::max(largest, math::abs(math::constant<S>(increment)));
        if (!checks.require("|d| <= τ", largest, tau)) return;

        const AsymmetricLinearResponse<S> device{tau, math::constant<S>(instance.device.w0)};
        S w = first;
        for (const double increment : instance.increments) {
            const S d = math::constant<S>(increment), next = analog_update(device, w, d);
            checks.at_least("distance after one update", free(next), free(w) * free(d), S(1));
            w = next;
        }
        const int updates = static_cast<int>(instance.increments.size());
        checks.at_least("distance after all updates", free(w), free(first) * math::power(free(largest), updates), S(1));
        if (updates > 1) checks.label("several updates");
    }
};

}  // namespace

std::vector<Claim> saturation_distance_contracts() { return {make_claim<SaturationDistanceContracts>()}; }

}  // namespace aimcert
