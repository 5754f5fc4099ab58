(** Pulses on linear steps, three without noise and two with it, and the flow that they follow are those of the theorems
    (Code_pulse is recorded from core/device/pulse.hpp). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device Responses update_forms_agree pulse_flow_limit Code_pulse.
Local Open Scope R_scope.

Section Pulses.
  Variables tau_min tau_max w0 w d h : R.
  Hypothesis tau_min_neg : tau_min < 0.
  Hypothesis tau_max_pos : 0 < tau_max.
  Let plus := linear_step_plus tau_max w0.
  Let minus := linear_step_minus tau_min w0.

  (** One pulse, with cycle noise x: s h (q_s(w) + x). *)
  Definition noisy_pulse (v x : R) : R := update plus minus v (sign d * h) + sign d * h * x.

  Ltac directed :=
    unfold sign, plus, minus, linear_step_plus, linear_step_minus;
    repeat match goal with |- context [Rlt_dec ?x 0] => destruct (Rlt_dec x 0) end.

  Lemma one_pulse v : 0 < h ->
    update plus minus v (sign d * h) = v + sign d * h * response plus minus d v.
  Proof.
    intros Hh. rewrite update_forms_agree. unfold update_by_sign, response. directed; try nra; ring.
  Qed.

  Lemma pulsed_three : 0 < h -> code_pulsed tau_min tau_max w0 w d h = pulsed plus minus w d h 3.
  Proof.
    intros Hh. cbn [pulsed]. rewrite !one_pulse by easy. unfold code_pulsed, response. cbv zeta. directed; try lra; ring.
  Qed.

  Lemma noisy_two noise : 0 < h ->
    code_noisy_pulses tau_min tau_max w0 w d h noise = noisy_pulse (noisy_pulse w (noise 0%nat)) (noise 1%nat).
  Proof.
    intros Hh. unfold noisy_pulse. rewrite !one_pulse by easy. unfold code_noisy_pulses, response. cbv zeta.
    directed; try lra; ring.
  Qed.

  Let low := w0 + tau_min.
  Let high := w0 + tau_max.

  (** s q_s(w) = λ (bound - w) with λ = 1/τ_max upwards and -1/τ_min downwards. *)
  Lemma flow : code_pulse_flow tau_min tau_max w0 w d h = pulse_flow low high (/ tau_max) (- / tau_min) w d.
  Proof.
    unfold code_pulse_flow, pulse_flow, bound, rate, low, high. cbv zeta.
    destruct (Rlt_dec d 0); do 3 f_equal; field; lra.
  Qed.

  Lemma flow_error_of_three :
    code_pulse_flow_error tau_min tau_max w0 w d h
    = flow_error (/ tau_max) (- / tau_min) plus minus w d h 3.
  Proof.
    unfold code_pulse_flow_error, flow_error, response, rate. cbv zeta. simpl INR. replace (1 + 1 + 1) with 3 by ring.
    unfold plus, minus, linear_step_plus, linear_step_minus.
    destruct (Rlt_dec d 0).
    - replace (-1 / tau_min) with (- / tau_min) by (field; lra).
      replace (- (- / tau_min) * Rabs d) with (- (- / tau_min * Rabs d)) by ring. field. lra.
    - replace (1 / tau_max) with (/ tau_max) by (field; lra).
      replace (- / tau_max * Rabs d) with (- (/ tau_max * Rabs d)) by ring. field. lra.
  Qed.

  (** The two sides of the distance of one update from the flow. *)
  Lemma euler_gap_of_code :
    let gap := response plus minus d w * (rate (/ tau_max) (- / tau_min) d / 2) * d^2 in
    code_euler_gap_low tau_min tau_max w0 w d h = gap * (1 - rate (/ tau_max) (- / tau_min) d * Rabs d / 3) /\
    code_euler_gap_high tau_min tau_max w0 w d h = gap.
  Proof.
    unfold code_euler_gap_low, code_euler_gap_high, response, rate, plus, minus, linear_step_plus, linear_step_minus.
    cbv zeta. destruct (Rlt_dec d 0); split; field; lra.
  Qed.
End Pulses.

(** n (σ_c h)² *)
Lemma pulse_noise_variance h sigma : code_pulse_noise_variance h sigma = INR 3 * (sigma * h)^2.
Proof. unfold code_pulse_noise_variance. simpl INR. ring. Qed.
