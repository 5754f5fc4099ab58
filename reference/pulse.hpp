#pragma once

#include "reference/device.hpp"

#include <cstddef>
#include <vector>

namespace aimcert::reference {

/// A pulse changes the weight by about dw_min (> 0, unit of the weight); sigma_c ≥ 0 is the relative cycle-to-cycle
/// noise of one pulse.
struct Pulse {
    Real dw_min;
    Real sigma_c = 0;
};

/// BL = ⌈|d| / dw_min⌉, the number of pulses that stand for the desired increment d (RF 26).
std::size_t pulse_count(const Real& d, const Real& dw_min);

/// BL pulses one after the other, each w ← w + s dw_min (q_s(w) + sigma_c ζ), s = sign d, ζ the next entry of `noise`
/// (RF 26). The entries stand for independent draws of mean 0 and variance 1; the caller supplies at least BL of them,
/// or none at all when sigma_c = 0. Throws std::invalid_argument when there are too few.
///
/// The pulses together ask for s BL dw_min, which exceeds |d| by less than dw_min.
Real pulsed_update(const Device& device, const Pulse& pulse, const Real& w, const Real& d,
                   const std::vector<Real>& noise = {});

/// Limit of noiseless pulses as dw_min → 0 on an ALD: the solution at time |d| of dv/dt = s (1 - s v/tau) from v = w - w0,
/// w' = w0 + s tau - (s tau - (w - w0)) exp(-|d|/tau), s = sign d; for tau = infinity w + d. (claim pulse_flow_limit)
Real pulse_flow_limit(const AsymmetricLinear& device, const Real& w, const Real& d);

}  // namespace aimcert::reference
