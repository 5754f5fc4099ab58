(** What core/device computes is what the theorems on one weight speak of (Code_device is recorded from it). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device Responses Code_device.
Local Open Scope R_scope.

(** Of U for responses q+ and q-, in either form; 1/τ is an atom. *)
Ltac same_update :=
  unfold update, update_by_sign, symmetric_part, asymmetric_part;
  repeat match goal with |- context [Rlt_dec ?x 0] => destruct (Rlt_dec x 0) end;
  cbv zeta; unfold Rdiv; repeat match goal with |- context [/ ?t] => is_var t; generalize (/ t); intro end; field.

Lemma ideal w d : code_ideal_update w d = update (fun _ => 1) (fun _ => 1) w d.
Proof. unfold code_ideal_update. same_update. Qed.
Lemma ideal_by_sign w d : code_ideal_by_sign w d = update_by_sign (fun _ => 1) (fun _ => 1) w d.
Proof. unfold code_ideal_by_sign. same_update. Qed.

Lemma ald tau w0 w d : code_ald_update tau w0 w d = update (ald_plus tau w0) (ald_minus tau w0) w d.
Proof. unfold code_ald_update, ald_plus, ald_minus. same_update. Qed.
Lemma ald_by_sign tau w0 w d : code_ald_by_sign tau w0 w d = update_by_sign (ald_plus tau w0) (ald_minus tau w0) w d.
Proof. unfold code_ald_by_sign, ald_plus, ald_minus. same_update. Qed.

(** With symmetric point 0. *)
Lemma ald_at_0 tau w d : code_ald_update tau 0 w d = ald_update tau w d.
Proof. unfold code_ald_update, ald_update, Rdiv. ring. Qed.

Lemma linear_step tau_min tau_max w0 w d :
  code_linear_step_update tau_min tau_max w0 w d = update (linear_step_plus tau_max w0) (linear_step_minus tau_min w0) w d.
Proof. unfold code_linear_step_update, linear_step_plus, linear_step_minus. same_update. Qed.
Lemma linear_step_by_sign tau_min tau_max w0 w d :
  code_linear_step_by_sign tau_min tau_max w0 w d = update_by_sign (linear_step_plus tau_max w0) (linear_step_minus tau_min w0) w d.
Proof. unfold code_linear_step_by_sign, linear_step_plus, linear_step_minus. same_update. Qed.

Lemma shifted_linear tau c w d :
  code_shifted_linear_update tau c w d = update (shifted_linear_plus tau c) (shifted_linear_minus tau c) w d.
Proof. unfold code_shifted_linear_update, shifted_linear_plus, shifted_linear_minus. same_update. Qed.
Lemma shifted_linear_by_sign tau c w d :
  code_shifted_linear_by_sign tau c w d = update_by_sign (shifted_linear_plus tau c) (shifted_linear_minus tau c) w d.
Proof. unfold code_shifted_linear_by_sign, shifted_linear_plus, shifted_linear_minus. same_update. Qed.

Lemma power_1 tau w d : code_power_1_update tau w d = update (power_plus tau 1) (power_minus tau 1) w d.
Proof. unfold code_power_1_update, power_plus, power_minus. same_update. Qed.
Lemma power_1_by_sign tau w d :
  code_power_1_by_sign tau w d = update_by_sign (power_plus tau 1) (power_minus tau 1) w d.
Proof. unfold code_power_1_by_sign, power_plus, power_minus. same_update. Qed.

Lemma power_2 tau w d : code_power_2_update tau w d = update (power_plus tau 2) (power_minus tau 2) w d.
Proof. unfold code_power_2_update, power_plus, power_minus. same_update. Qed.
Lemma power_2_by_sign tau w d :
  code_power_2_by_sign tau w d = update_by_sign (power_plus tau 2) (power_minus tau 2) w d.
Proof. unfold code_power_2_by_sign, power_plus, power_minus. same_update. Qed.

Lemma power_3 tau w d : code_power_3_update tau w d = update (power_plus tau 3) (power_minus tau 3) w d.
Proof. unfold code_power_3_update, power_plus, power_minus. same_update. Qed.
Lemma power_3_by_sign tau w d :
  code_power_3_by_sign tau w d = update_by_sign (power_plus tau 3) (power_minus tau 3) w d.
Proof. unfold code_power_3_by_sign, power_plus, power_minus. same_update. Qed.

Lemma power_4 tau w d : code_power_4_update tau w d = update (power_plus tau 4) (power_minus tau 4) w d.
Proof. unfold code_power_4_update, power_plus, power_minus. same_update. Qed.
Lemma power_4_by_sign tau w d :
  code_power_4_by_sign tau w d = update_by_sign (power_plus tau 4) (power_minus tau 4) w d.
Proof. unfold code_power_4_by_sign, power_plus, power_minus. same_update. Qed.

Lemma two_sided_power_2_3 tau_min tau_max w d :
  code_two_sided_power_2_3_update tau_min tau_max w d = update (two_sided_power_plus tau_max 2) (two_sided_power_minus tau_min 3) w d.
Proof. unfold code_two_sided_power_2_3_update, two_sided_power_plus, two_sided_power_minus. same_update. Qed.
Lemma two_sided_power_2_3_by_sign tau_min tau_max w d :
  code_two_sided_power_2_3_by_sign tau_min tau_max w d = update_by_sign (two_sided_power_plus tau_max 2) (two_sided_power_minus tau_min 3) w d.
Proof. unfold code_two_sided_power_2_3_by_sign, two_sided_power_plus, two_sided_power_minus. same_update. Qed.

Lemma exponential tau gamma w d :
  code_exponential_update tau gamma w d = update (exponential_plus tau gamma) (exponential_minus tau gamma) w d.
Proof. reflexivity. Qed.
Lemma exponential_by_sign tau gamma w d :
  code_exponential_by_sign tau gamma w d = update_by_sign (exponential_plus tau gamma) (exponential_minus tau gamma) w d.
Proof. reflexivity. Qed.

Lemma two_sided_exponential tau_min tau_max gamma_plus gamma_minus w d :
  code_two_sided_exponential_update tau_min tau_max gamma_plus gamma_minus w d = update (two_sided_exponential_plus tau_max gamma_plus) (two_sided_exponential_minus tau_min gamma_minus) w d.
Proof. reflexivity. Qed.
Lemma two_sided_exponential_by_sign tau_min tau_max gamma_plus gamma_minus w d :
  code_two_sided_exponential_by_sign tau_min tau_max gamma_plus gamma_minus w d = update_by_sign (two_sided_exponential_plus tau_max gamma_plus) (two_sided_exponential_minus tau_min gamma_minus) w d.
Proof. reflexivity. Qed.

(** ** The asymmetric linear device with symmetric point 0 in its other orders of evaluation. *)

Ltac by_signs :=
  unfold Rabs;
  repeat match goal with
         | |- context [Rlt_dec ?x 0] => destruct (Rlt_dec x 0)
         | |- context [Rcase_abs ?x] => destruct (Rcase_abs x)
         end.

Lemma towards_bound tau w d : tau <> 0 -> code_towards_bound tau w d = ald_update tau w d.
Proof. intros H. unfold code_towards_bound, ald_update. by_signs; try lra; field; exact H. Qed.

Lemma from_bound tau w d : tau <> 0 -> code_from_bound tau w d = ald_update tau w d.
Proof. intros H. unfold code_from_bound, ald_update. by_signs; try lra; field; exact H. Qed.

(** w - c (x + (sign(c) |x|/τ) w) is U(w, -c x) for c = a δ of any sign. *)
Lemma fused_rank_one tau w delta x a :
  code_fused_rank_one w delta x a (/ tau) = ald_update tau w (- (a * delta * x)).
Proof.
  unfold code_fused_rank_one, ald_update, Rdiv. rewrite Rabs_Ropp, (Rabs_mult (a * delta)).
  generalize (a * delta); intros c. by_signs; try lra; ring.
Qed.

Lemma fused_rank_one_fma w delta x a q : code_fused_rank_one_fma w delta x a q = code_fused_rank_one w delta x a q.
Proof. unfold code_fused_rank_one_fma, code_fused_rank_one. ring. Qed.

Lemma rank_one tau w delta x a : code_rank_one w delta x a (/ tau) = ald_update tau w (- (a * delta * x)).
Proof. unfold code_rank_one, ald_update, Rdiv. rewrite Rabs_Ropp. ring. Qed.

Lemma fused_dense tau w g a : 0 <= a -> code_fused_dense w g a (/ tau) = ald_update tau w (- (a * g)).
Proof.
  intros H. unfold code_fused_dense, ald_update, Rdiv. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq a H). ring.
Qed.

Lemma fused_dense_fma w g a q : code_fused_dense_fma w g a q = code_fused_dense w g a q.
Proof. unfold code_fused_dense_fma, code_fused_dense. ring. Qed.

Lemma dense tau w g a : code_dense w g a (/ tau) = ald_update tau w (- (a * g)).
Proof. unfold code_dense, ald_update, Rdiv. rewrite Rabs_Ropp. ring. Qed.

(** An inverse range of 0 stands for digital weights. *)
Lemma digital_rank_one w delta x a : code_fused_rank_one w delta x a 0 = w - a * (delta * x).
Proof. unfold code_fused_rank_one. by_signs; ring. Qed.

Lemma digital_dense w g a : code_fused_dense w g a 0 = w - a * g.
Proof. unfold code_fused_dense. ring. Qed.
