(** What core/device computes is what the theorems on one weight speak of (Code_device is recorded from it). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device Responses response_bounds Code_device.
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

(** ** What bounds the responses: the closed forms of the code are the suprema that the theorems prove. *)

Lemma linear_step_bounds tau_min tau_max w0 :
  tau_min < 0 -> 0 < tau_max ->
  bounds_of (w0 + tau_min) (w0 + tau_max) (linear_step_plus tau_max w0) (linear_step_minus tau_min w0)
    (code_linear_step_largest_symmetric_part tau_min tau_max w0) (code_linear_step_lipschitz_plus tau_min tau_max w0)
    (code_linear_step_lipschitz_minus tau_min tau_max w0).
Proof.
  intros Hl Hh. pose proof (response_bounds_linear_step tau_min tau_max w0 Hl Hh) as H.
  unfold code_linear_step_largest_symmetric_part, code_linear_step_lipschitz_plus, code_linear_step_lipschitz_minus.
  replace (w0 + tau_max - w0) with tau_max by ring. replace (w0 + tau_min - w0) with tau_min by ring.
  replace (1 / tau_max) with (/ tau_max) by (field; lra). now replace (-1 / tau_min) with (- / tau_min) by (field; lra).
Qed.

Lemma shifted_linear_bounds tau c :
  0 < tau -> -1 < c < 1 ->
  bounds_of (- tau) tau (shifted_linear_plus tau c) (shifted_linear_minus tau c)
    (code_shifted_linear_largest_symmetric_part tau c) (code_shifted_linear_lipschitz_plus tau c)
    (code_shifted_linear_lipschitz_minus tau c).
Proof.
  intros Ht Hc. pose proof (response_bounds_shifted_linear tau c Ht Hc) as H.
  replace (code_shifted_linear_largest_symmetric_part tau c) with (1 + Rabs c); [exact H|].
  unfold code_shifted_linear_largest_symmetric_part.
  replace ((1 - c) * (1 + tau / tau)) with (2 * (1 - c)) by (field; lra).
  replace ((1 + c) * (1 - - tau / tau)) with (2 * (1 + c)) by (field; lra).
  unfold Rmax, Rabs. destruct Rle_dec, Rcase_abs; lra.
Qed.

Lemma power_3_bounds tau :
  0 < tau ->
  bounds_of (- tau) tau (power_plus tau 3) (power_minus tau 3)
    (code_power_3_largest_symmetric_part tau) (code_power_3_lipschitz_plus tau) (code_power_3_lipschitz_minus tau).
Proof.
  intros Ht. pose proof (response_bounds_power tau 3 Ht ltac:(repeat constructor)) as H.
  replace (code_power_3_largest_symmetric_part tau) with (2 ^ (3 - 1)).
  - replace (code_power_3_lipschitz_plus tau) with (INR 3 * 2 ^ (3 - 1) / tau);
      [replace (code_power_3_lipschitz_minus tau) with (INR 3 * 2 ^ (3 - 1) / tau); [exact H|]|];
      unfold code_power_3_lipschitz_plus, code_power_3_lipschitz_minus; cbv zeta; rewrite Rabs_pos_eq by lra;
      simpl; field; lra.
  - unfold code_power_3_largest_symmetric_part. cbv zeta.
    replace (1 - - tau / tau) with 2 by (field; lra). replace (1 + tau / tau) with 2 by (field; lra).
    rewrite Rmax_left by lra. simpl. field.
Qed.

Lemma exponential_bounds tau gamma :
  0 < tau -> 0 < gamma ->
  bounds_of (- tau) tau (exponential_plus tau gamma) (exponential_minus tau gamma)
    (code_exponential_largest_symmetric_part tau gamma) (code_exponential_lipschitz_plus tau gamma)
    (code_exponential_lipschitz_minus tau gamma).
Proof.
  intros Ht Hg. pose proof (response_bounds_exponential tau gamma Ht Hg) as H. cbv zeta in H.
  assert (He : 0 < exp gamma - 1) by (pose proof (exp_ineq1 gamma ltac:(lra)); lra).
  assert (L : gamma * exp (gamma * (1 - - tau / tau)) / (Rabs tau * (exp gamma - 1))
              = gamma * exp (gamma * 2) / (exp gamma - 1) / tau).
  { rewrite Rabs_pos_eq by lra. replace (1 - - tau / tau) with 2 by (field; lra). field; lra. }
  unfold code_exponential_lipschitz_plus, code_exponential_lipschitz_minus. rewrite !L.
  replace (code_exponential_largest_symmetric_part tau gamma) with ((exp gamma + 1) / 2); [exact H|].
  unfold code_exponential_largest_symmetric_part.
  replace (1 - - tau / tau) with 2 by (field; lra). replace (1 + tau / tau) with 2 by (field; lra).
  rewrite Rmax_left by lra. replace (gamma * 2) with (gamma + gamma) by ring. rewrite exp_plus. field; lra.
Qed.
