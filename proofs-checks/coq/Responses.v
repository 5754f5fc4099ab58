(** Response functions q+, q- of resistive elements (theory section 2), family by family. *)

From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

(** Asymmetric linear device: q± = 1 ∓ (w-w0)/τ (AP 1, EX 6-7). *)
Definition ald_plus (tau w0 w : R) : R := 1 - (w - w0) / tau.
Definition ald_minus (tau w0 w : R) : R := 1 + (w - w0) / tau.

(** Linear step: q+ = 1 - (w-w0)/tau_max, q- = 1 - (w-w0)/tau_min, tau_min < 0 < tau_max (EX 21). *)
Definition linear_step_plus (tau_max w0 w : R) : R := 1 - (w - w0) / tau_max.
Definition linear_step_minus (tau_min w0 w : R) : R := 1 - (w - w0) / tau_min.

(** Shifted linear: q± = (1 ± c)(1 ∓ w/τ), |c| < 1 (RF section 1.1). *)
Definition shifted_linear_plus (tau c w : R) : R := (1 + c) * (1 - w / tau).
Definition shifted_linear_minus (tau c w : R) : R := (1 - c) * (1 + w / tau).

(** Power: q± = (1 ∓ w/τ)^γ, whole γ >= 1 (RF 144). *)
Definition power_plus (tau : R) (gamma : nat) (w : R) : R := (1 - w / tau) ^ gamma.
Definition power_minus (tau : R) (gamma : nat) (w : R) : R := (1 + w / tau) ^ gamma.

(** Two-sided power: q+ = (1 - w/tau_max)^γ₊, q- = (1 - w/tau_min)^γ₋ (EX 24). *)
Definition two_sided_power_plus (tau_max : R) (gamma : nat) (w : R) : R := (1 - w / tau_max) ^ gamma.
Definition two_sided_power_minus (tau_min : R) (gamma : nat) (w : R) : R := (1 - w / tau_min) ^ gamma.

(** Exponential: q± = (exp(γ (1 ∓ w/τ)) - 1)/(exp(γ) - 1), γ > 0 (RF 145). *)
Definition exponential_plus (tau gamma w : R) : R := (exp (gamma * (1 - w / tau)) - 1) / (exp gamma - 1).
Definition exponential_minus (tau gamma w : R) : R := (exp (gamma * (1 + w / tau)) - 1) / (exp gamma - 1).

(** Two-sided exponential: the same with tau_max, γ₊ upwards and tau_min, γ₋ downwards (EX 25-26). *)
Definition two_sided_exponential_plus (tau_max gamma w : R) : R :=
  (exp (gamma * (1 - w / tau_max)) - 1) / (exp gamma - 1).
Definition two_sided_exponential_minus (tau_min gamma w : R) : R :=
  (exp (gamma * (1 - w / tau_min)) - 1) / (exp gamma - 1).
