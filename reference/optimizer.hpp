#pragma once

#include "reference/device.hpp"
#include "reference/linear_algebra.hpp"

namespace aimcert::reference {

// Algorithms on one weight array, theory.md sections 6 and 7, entry by entry. `gradient` carries its noise.

/// W, P and the digital buffer H; an algorithm leaves alone what it does not have.
struct Arrays {
    Vector weight, residual, buffer;
};

/// W' = W - alpha g. (EX 5)
Arrays digital_sgd(const Arrays& arrays, const Vector& gradient, const Real& alpha);

/// W' = U(W, -alpha g). (EX 6, RF 2)
Arrays analog_sgd(const Device& device, const Arrays& arrays, const Vector& gradient, const Real& alpha);

/// P' = U(P, beta g), W' = U(W, -alpha (P' + read noise)). (EX 8-9)
Arrays tiki_taka(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                 const Vector& read_noise, const Real& alpha, const Real& beta);

/// W + gamma P. (RF 9)
Vector residual_point(const Arrays& arrays, const Real& gamma);

/// P' = U(P, -alpha g), W' = U(W, beta (P' + read noise)). (RF 10-11)
Arrays residual_learning(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                         const Vector& read_noise, const Real& alpha, const Real& beta);

/// P' = U(P, -alpha g), H' = (1-beta) H + beta (P' + read noise), W' = U(W, beta H') where |beta H'| > granularity.
/// (RF 14-15)
Arrays residual_learning_v2(const Device& device, const Device& residual_device, const Arrays& arrays, const Vector& gradient,
                            const Vector& read_noise, const Real& alpha, const Real& beta, const Real& granularity);

}  // namespace aimcert::reference
