(** Claim    For every u > 0, with ε_k = ∇f(W_k; ξ_k) - ∇f(W_k) and s_k² = E_k|ε_k|²:
               E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-(1+u) r_k²)|∇f|² - (1/(2α) - L_f) E_k|dW_k + α ε_k|² + α² L_f s_k²
                                 + (α/2)(1+u) r_k² s_k² + (α/2)(1+1/u)(1+r_k)² L_S² Σ_m Q_k^(m)
    Source   AP Lemma 4
    Assumes  α > 0, u > 0, L_f >= 0; f has the quadratic upper bound with L_f (`smooth_objective`) and the gradient
               E_k g_i between W_k and each W_{k+1}; delayed gradients with |G~_i - g_i(W_k)|² <= L_S² Σ_m Q_k^(m)
               (`gradient_delay_error`); W_{k+1} = W_k - α G~ - (α/τ)|G~| ⊙ W_k; |W_k|_inf/τ <= r_k; 1/τ >= 0, 0 for
               digital weights; N >= 1 equally likely samples *)

From Coq Require Import Reals Lra Psatz List.
From Aimcert Require Import Sums Norms Expectation Training.
Import ListNotations.
Local Open Scope R_scope.

Definition sufficient_descent_bound (Lf LS u alpha objective gradient_sq variance r delay denoised : R) : R :=
  objective - alpha / 2 * (1 - (1 + u) * r^2) * gradient_sq - (1 / (2 * alpha) - Lf) * denoised
  + alpha^2 * Lf * variance + alpha / 2 * (1 + u) * r^2 * variance + auxiliary_weight alpha u r LS * delay.

Lemma young u x y : 0 < u -> (x + y)^2 <= (1 + 1 / u) * x^2 + (1 + u) * y^2.
Proof.
  intros Hu. assert (Hi : 0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
  assert (E : (1 + 1 / u) * x^2 + (1 + u) * y^2 - (x + y)^2 = 1 / u * (u * y - x)^2) by (field; lra).
  pose proof (Rmult_le_pos (1 / u) ((u * y - x)^2) (Rlt_le _ _ Hi) (pow2_ge_0 _)). lra.
Qed.

Lemma square_le x b : Rabs x <= b -> x^2 <= b^2.
Proof. intros H. rewrite <- (pow2_abs x). pose proof (Rabs_pos x). apply pow_incr; lra. Qed.

(** |(G - g) + (|G| - |g|) v| <= (1 + |v|)|G - g| *)
Lemma asymmetric_difference_le G g v : Rabs ((G - g) + (Rabs G - Rabs g) * v) <= (1 + Rabs v) * Rabs (G - g).
Proof.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
  pose proof (Rmult_le_compat_r _ _ _ (Rabs_pos v) (Rabs_triang_inv2 G g)). lra.
Qed.

(** What one entry's step misses: with v = w/τ, |v| <= r,
    (-αG - α|G|v + αg)² <= α²((1+1/u)(1+r)²(G-g)² + (1+u) r² g²). *)
Lemma missed_by_entry u r alpha G g v :
  0 < u -> Rabs v <= r ->
  (- (alpha * G) - alpha * Rabs G * v + alpha * g)^2
  <= alpha^2 * ((1 + 1 / u) * (1 + r)^2 * (G - g)^2 + (1 + u) * r^2 * g^2).
Proof.
  intros Hu Hv.
  replace ((- (alpha * G) - alpha * Rabs G * v + alpha * g)^2)
    with (alpha^2 * (((G - g) + (Rabs G - Rabs g) * v) + Rabs g * v)^2) by ring.
  apply Rmult_le_compat_l; [apply pow2_ge_0|].
  eapply Rle_trans; [apply young; exact Hu|].
  assert (Hi : 0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
  assert (delay : ((G - g) + (Rabs G - Rabs g) * v)^2 <= (1 + r)^2 * (G - g)^2).
  { replace ((1 + r)^2 * (G - g)^2) with (((1 + r) * (G - g))^2) by ring.
    rewrite <- (pow2_abs ((1 + r) * (G - g))). apply square_le.
    eapply Rle_trans; [apply asymmetric_difference_le|]. rewrite Rabs_mult.
    pose proof (Rabs_pos v). rewrite (Rabs_pos_eq (1 + r)) by lra.
    apply Rmult_le_compat_r; [apply Rabs_pos|lra]. }
  assert (asymmetry : (Rabs g * v)^2 <= r^2 * g^2).
  { rewrite Rpow_mult_distr, pow2_abs, Rmult_comm. apply Rmult_le_compat_r; [apply pow2_ge_0|now apply square_le]. }
  apply (Rmult_le_compat_l (1 + 1 / u)) in delay; [|lra].
  apply (Rmult_le_compat_l (1 + u)) in asymmetry; [|lra]. lra.
Qed.

Section SufficientDescent.
  Variables (M N : nat) (size : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (h : list nat).
  Variables (Lf LS alpha inverse_tau u r : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M size set f (mean_gradient N g) Lf.
  Hypothesis at_hand : set (W h).
  Hypothesis reached : forall i, (i < N)%nat -> set (W (i :: h)).
  Hypothesis step : forall i m e, (i < N)%nat -> entry M size m e ->
    W (i :: h) m e = analog_step alpha inverse_tau (delayed h i) (W h) m e.
  Hypothesis delay_error : forall i, (i < N)%nat ->
    tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e) <= LS^2 * squared_delay M size W h.
  Hypothesis saturation : saturation_within M size inverse_tau r (W h).

  Let missed i : R :=
    (1 + 1 / u) * (1 + r)^2 * tuple_norm_sq M size (fun m e => delayed h i m e - g i (W h) m e)
    + (1 + u) * r^2 * tuple_norm_sq M size (g i (W h)).

  Lemma missed_by_step i : (i < N)%nat ->
    tuple_norm_sq M size (fun m e => increment W (i :: h) 0 m e
                                     + alpha * (mean_gradient N g (W h) m e + noise N g (W h) i m e))
    <= alpha^2 * missed i.
  Proof.
    intros Hi.
    apply Rle_trans with (total M size (fun m e => alpha^2 * (
        (1 + 1 / u) * (1 + r)^2 * (delayed h i m e - g i (W h) m e)^2 + (1 + u) * r^2 * (g i (W h) m e)^2))).
    - apply total_le. intros m e He. unfold increment, noise. cbn [skipn]. rewrite step by easy. unfold analog_step.
      eapply Rle_trans; [|apply (missed_by_entry u r alpha _ _ (W h m e * inverse_tau) u_pos)].
      + right. ring.
      + rewrite Rabs_mult, (Rabs_pos_eq inverse_tau) by easy. now apply saturation.
    - rewrite total_scal, total_plus, !total_scal. unfold missed. apply Rle_refl.
  Qed.

  Lemma mean_missed :
    mean_of N missed
    <= delay_weight u r LS * squared_delay M size W h
       + (1 + u) * r^2 * (tuple_norm_sq M size (mean_gradient N g (W h)) + noise_variance M size N g (W h)).
  Proof.
    unfold missed. rewrite mean_of_plus, !mean_of_scal, second_moment by easy. apply Rplus_le_compat_r.
    apply Rle_trans with ((1 + 1 / u) * (1 + r)^2 * (LS^2 * squared_delay M size W h)).
    - assert (0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
      apply Rmult_le_compat_l; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|].
      rewrite <- (mean_of_const N (LS^2 * squared_delay M size W h)) by easy. now apply mean_of_le.
    - unfold delay_weight. right. ring.
  Qed.

  Theorem sufficient_descent :
    mean_of N (fun i => f (W (i :: h)))
    <= sufficient_descent_bound Lf LS u alpha
         (f (W h)) (tuple_norm_sq M size (mean_gradient N g (W h))) (noise_variance M size N g (W h)) r
         (squared_delay M size W h)
         (mean_of N (fun i => tuple_norm_sq M size
                                (fun m e => increment W (i :: h) 0 m e + alpha * noise N g (W h) i m e))).
  Proof.
    eapply Rle_trans.
    - apply (expected_descent (mean_expectation N N_pos) M size f (W h) (mean_gradient N g (W h))
               (fun i => W (i :: h)) (noise N g (W h)) missed Lf alpha alpha_pos Lf_nonneg).
      + intros i Hi. apply smooth; auto.
      + intros m e _. now apply noise_mean.
      + intros i Hi. now apply missed_by_step.
    - pose proof (Rmult_le_compat_l (alpha / 2) _ _ ltac:(lra) mean_missed) as bound.
      unfold sufficient_descent_bound, auxiliary_weight, increment. fold (noise_variance M size N g (W h)).
      cbn [skipn]. lra.
  Qed.
End SufficientDescent.
