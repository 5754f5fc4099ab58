(** The orders in which the core evaluates the update by the asymmetric linear device with w0 = 0, with `rnd` around
    every operation that rounds; signs, absolute values and choices are exact. Flush-to-zero is not supported: it is no
    rounding in the sense of FloatModel. *)

From Coq Require Import Reals.
Local Open Scope R_scope.

Section Orders.
Variable rnd : R -> R.

(** core/device/update.hpp, analog_update: w + d·1 - |d| ((w - 0)/τ). *)
Definition plain_update (tau w d : R) : R :=
  rnd (rnd (w + rnd (d * 1)) - rnd (Rabs d * rnd (rnd (w - 0) / tau))).

(** analog_update_by_sign: w + d (1 ∓ (w - 0)/τ). *)
Definition by_sign_update (tau w d : R) : R :=
  if Rlt_dec d 0 then rnd (w + rnd (d * rnd (1 + rnd (rnd (w - 0) / tau))))
  else rnd (w + rnd (d * rnd (1 - rnd (rnd (w - 0) / tau)))).

(** analog_update_towards_bound: w + t (s τ - w), t = |d|/τ, s = sign d. *)
Definition interpolation_update (tau w d : R) : R :=
  if Rlt_dec d 0 then rnd (w + rnd (rnd (Rabs d / tau) * rnd (- tau - w)))
  else rnd (w + rnd (rnd (Rabs d / tau) * rnd (tau - w))).

(** core/device/bounded_update.hpp, analog_update_from_bound: s (τ - (1 - t)(τ - s w)). *)
Definition from_bound_update (tau w d : R) : R :=
  if Rlt_dec d 0 then rnd (rnd (rnd (1 - rnd (Rabs d / tau)) * rnd (tau + w)) - tau)
  else rnd (tau - rnd (rnd (1 - rnd (Rabs d / tau)) * rnd (tau - w))).

(** core/device/fused_update.hpp, with 1/τ as it is given: q = |x|/τ with the sign of c = a δ, then w - c (x + q w). *)
Definition signed_saturation (delta x learning_rate inverse_tau : R) : R :=
  if Rlt_dec (rnd (learning_rate * delta)) 0 then - rnd (Rabs x * inverse_tau) else rnd (Rabs x * inverse_tau).
Definition rank_one_entry (w delta x learning_rate inverse_tau : R) : R :=
  rnd (w - rnd (rnd (learning_rate * delta) * rnd (x + rnd (signed_saturation delta x learning_rate inverse_tau * w)))).
Definition rank_one_entry_fma (w delta x learning_rate inverse_tau : R) : R :=
  rnd (- rnd (learning_rate * delta) * rnd (signed_saturation delta x learning_rate inverse_tau * w + x) + w).

(** w - a (g + (|g|/τ) w). *)
Definition dense_entry (w gradient learning_rate inverse_tau : R) : R :=
  rnd (w - rnd (learning_rate * rnd (gradient + rnd (rnd (Rabs gradient * inverse_tau) * w)))).
Definition dense_entry_fma (w gradient learning_rate inverse_tau : R) : R :=
  rnd (- learning_rate * rnd (rnd (Rabs gradient * inverse_tau) * w + gradient) + w).

(** The plain order with its last product and difference in one rounding, for τ = 1: not used by the core. *)
Definition plain_update_fma (w d : R) : R := rnd (rnd (w + d) - Rabs d * w).
End Orders.
