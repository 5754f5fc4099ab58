(** Response functions q+, q- of resistive elements (theory section 2), family by family. *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device.
Local Open Scope R_scope.

(** The class of RF Definition 1 on the dynamic range [low, high]. *)
Record response_class (low high : R) (q_plus q_minus : R -> R) : Prop := {
  range_nonempty : low < high;
  plus_positive : forall w, low <= w < high -> 0 < q_plus w;
  minus_positive : forall w, low < w <= high -> 0 < q_minus w;
  plus_at_high : q_plus high = 0;
  minus_at_low : q_minus low = 0;
  plus_differentiable : forall w, low <= w <= high -> exists slope, derivable_pt_lim q_plus w slope;
  minus_differentiable : forall w, low <= w <= high -> exists slope, derivable_pt_lim q_minus w slope
}.

(** F_max = sup F over [low, high]. *)
Definition largest_symmetric_part (low high : R) (q_plus q_minus : R -> R) (F_max : R) : Prop :=
  is_lub (fun y => exists w, low <= w <= high /\ y = symmetric_part q_plus q_minus w) F_max.

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

Lemma ald_plus_slope tau w0 w : derivable_pt_lim (ald_plus tau w0) w (- / tau).
Proof.
  intros e He. exists (mkposreal 1 Rlt_0_1). intros h Hh _. unfold ald_plus, Rdiv.
  replace (_ - _) with 0; [rewrite Rabs_R0; lra|].
  replace (1 - (w + h - w0) * / tau - (1 - (w - w0) * / tau)) with (h * - / tau) by ring.
  rewrite (Rmult_comm h), Rmult_assoc, Rinv_r by easy. ring.
Qed.

Lemma ald_minus_slope tau w0 w : derivable_pt_lim (ald_minus tau w0) w (/ tau).
Proof.
  intros e He. exists (mkposreal 1 Rlt_0_1). intros h Hh _. unfold ald_minus, Rdiv.
  replace (_ - _) with 0; [rewrite Rabs_R0; lra|].
  replace (1 + (w + h - w0) * / tau - (1 + (w - w0) * / tau)) with (h * / tau) by ring.
  rewrite (Rmult_comm h), Rmult_assoc, Rinv_r by easy. ring.
Qed.

Lemma ald_in_class tau w0 :
  0 < tau -> response_class (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0).
Proof.
  intros Ht. unfold ald_plus, ald_minus. split.
  - lra.
  - intros w Hw. replace (1 - (w - w0) / tau) with ((w0 + tau - w) / tau) by (field; lra).
    apply Rdiv_lt_0_compat; lra.
  - intros w Hw. replace (1 + (w - w0) / tau) with ((w - (w0 - tau)) / tau) by (field; lra).
    apply Rdiv_lt_0_compat; lra.
  - field; lra.
  - field; lra.
  - intros w _. exists (- / tau). apply ald_plus_slope.
  - intros w _. exists (/ tau). apply ald_minus_slope.
Qed.

Lemma ald_symmetric_part tau w0 w : symmetric_part (ald_plus tau w0) (ald_minus tau w0) w = 1.
Proof. unfold symmetric_part, ald_plus, ald_minus. lra. Qed.

Lemma ald_largest_symmetric_part tau w0 :
  0 < tau -> largest_symmetric_part (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0) 1.
Proof.
  intros Ht. split.
  - intros y [w [_ ->]]. rewrite ald_symmetric_part; lra.
  - intros b Hb. apply Hb. exists w0. rewrite ald_symmetric_part. split; lra.
Qed.
