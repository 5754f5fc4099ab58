#include "reference/pulse.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

int sign(const Real& d) {
    return d > 0 ? 1 : (d < 0 ? -1 : 0);
}

}  // namespace

std::size_t pulse_count(const Real& d, const Real& dw_min) {
    const Real pulses = ceil(abs(d) / dw_min);
    return pulses.convert_to<std::size_t>();
}

Real pulsed_update(const Device& device, const Pulse& pulse, const Real& w, const Real& d,
                   const std::vector<Real>& noise) {
    const std::size_t pulses = pulse_count(d, pulse.dw_min);
    if (pulse.sigma_c != 0 && noise.size() < pulses) {
        throw std::invalid_argument("reference: fewer noise values than pulses");
    }
    const int s = sign(d);
    Real weight = w;
    for (std::size_t i = 0; i < pulses; ++i) {
        const Real response = s > 0 ? response_plus(device, weight) : response_minus(device, weight);
        const Real cycle_noise = pulse.sigma_c == 0 ? Real(0) : pulse.sigma_c * noise[i];
        weight += s * pulse.dw_min * (response + cycle_noise);
    }
    return weight;
}

Real pulse_flow_limit(const AsymmetricLinear& device, const Real& w, const Real& d) {
    if (device.tau == infinity()) {
        return w + d;
    }
    const Real bound = device.w0 + sign(d) * device.tau;
    return d == 0 ? w : bound - (bound - w) * exp(-abs(d) / device.tau);
}

}  // namespace aimcert::reference
