(** Claim    For every u > 0, with ε_k = ∇f(W_k; ξ_k) - ∇f(W_k) and s_k² = E_k|ε_k|²:
               E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-(1+u) r_k²)|∇f|² - (1/(2α) - L_f) E_k|dW_k + α ε_k|² + α² L_f s_k²
               + (α/2)(1+u) r_k² s_k² + (α/2)(1+1/u)(1+r_k)² L_S² Σ_m Q_k^(m),
               in the asynchronous pipeline, for a network of any depth and widths, after any samples
    Source   AP Lemma 4
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2; om_m >= |W_j^(m)|_2 for j <= k
               and for each W_{k+1}; r_k = |W_k|_inf/τ; α > 0, 1/τ >= 0, 0 for digital weights
    Derived  sufficient_descent_derived: any objective with a quadratic upper bound, any delayed gradients with
               |g_i(W_k) - G~_i|² <= L_S² Σ_m Q_k^(m), any r_k >= |W_k|_inf/τ *)

From Coq Require Import Reals Lra Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining asymmetric_difference.
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

(** What one entry's step misses: with v = w/τ, |v| <= r,
    (-αG - α|G|v + αg)² <= α²((1+1/u)(1+r)²(g-G)² + (1+u) r² g²). *)
Lemma missed_by_entry u r alpha G g v :
  0 < u -> Rabs v <= r ->
  (- (alpha * G) - alpha * Rabs G * v + alpha * g)^2
  <= alpha^2 * ((1 + 1 / u) * (1 + r)^2 * (g - G)^2 + (1 + u) * r^2 * g^2).
Proof.
  intros Hu Hv.
  replace ((- (alpha * G) - alpha * Rabs G * v + alpha * g)^2)
    with (alpha^2 * (((G - g) + (Rabs G - Rabs g) * v) + Rabs g * v)^2) by ring.
  replace ((g - G)^2) with ((G - g)^2) by ring.
  apply Rmult_le_compat_l; [apply pow2_ge_0|].
  eapply Rle_trans; [apply young; exact Hu|].
  assert (Hi : 0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
  assert (delay : ((G - g) + (Rabs G - Rabs g) * v)^2 <= (1 + r)^2 * (G - g)^2).
  { replace ((1 + r)^2 * (G - g)^2) with (((1 + r) * (G - g))^2) by ring.
    rewrite <- (pow2_abs ((1 + r) * (G - g))). apply square_le.
    destruct (asymmetric_difference 1 v G g Rlt_0_1) as [_ bound]. unfold Rdiv in bound.
    rewrite Rinv_1, !Rmult_1_r in bound. eapply Rle_trans; [exact bound|]. rewrite Rabs_mult.
    pose proof (Rabs_pos v). rewrite (Rabs_pos_eq (1 + r)) by lra.
    apply Rmult_le_compat_r; [apply Rabs_pos|lra]. }
  assert (asymmetry : (Rabs g * v)^2 <= r^2 * g^2).
  { rewrite Rpow_mult_distr, pow2_abs, Rmult_comm. apply Rmult_le_compat_r; [apply pow2_ge_0|now apply square_le]. }
  apply (Rmult_le_compat_l (1 + 1 / u)) in delay; [|lra].
  apply (Rmult_le_compat_l (1 + u)) in asymmetry; [|lra]. lra.
Qed.

Section SufficientDescent.
  Variables (M N : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (h : list nat).
  Variables (Lf LS alpha inverse_tau u r : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis at_hand : set (W h).
  Hypothesis reached : forall i, (i < N)%nat -> set (W (i :: h)).
  Hypothesis step : forall i m a b, (i < N)%nat -> entry M n m a b ->
    W (i :: h) m a b = analog_step alpha inverse_tau (delayed h i) (W h) m a b.
  Hypothesis delay_error : forall i, (i < N)%nat ->
    tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)) <= LS^2 * history_delay M n W h.
  Hypothesis saturation : saturation_within M n inverse_tau r (W h).

  Let missed i : R :=
    (1 + 1 / u) * (1 + r)^2 * tuple_sq M n (tuple_sub (g i (W h)) (delayed h i))
    + (1 + u) * r^2 * tuple_sq M n (g i (W h)).

  Lemma missed_by_step i : (i < N)%nat ->
    tuple_sq M n (fun m a b => tuple_sub (W (i :: h)) (W h) m a b
                                     + alpha * (expected_gradient N g (W h) m a b + noise N g (W h) i m a b))
    <= alpha^2 * missed i.
  Proof.
    intros Hi.
    apply Rle_trans with (total M n (fun m a b => alpha^2 * (
        (1 + 1 / u) * (1 + r)^2 * (tuple_sub (g i (W h)) (delayed h i) m a b)^2
        + (1 + u) * r^2 * (g i (W h) m a b)^2))).
    - apply total_le. intros m a b He. unfold tuple_sub, matrix_sub, noise. rewrite step by easy. unfold analog_step.
      eapply Rle_trans; [|apply (missed_by_entry u r alpha _ _ (W h m a b * inverse_tau) u_pos)].
      + right. ring.
      + rewrite Rabs_mult, (Rabs_pos_eq inverse_tau) by easy. now apply saturation.
    - rewrite total_scal, total_plus, !total_scal. unfold missed. apply Rle_refl.
  Qed.

  Lemma mean_missed :
    mean_of N missed
    <= delay_weight u r LS * history_delay M n W h
       + (1 + u) * r^2 * (tuple_sq M n (expected_gradient N g (W h)) + noise_variance M n N g (W h)).
  Proof.
    unfold missed. rewrite mean_of_plus, !mean_of_scal, second_moment by easy. apply Rplus_le_compat_r.
    apply Rle_trans with ((1 + 1 / u) * (1 + r)^2 * (LS^2 * history_delay M n W h)).
    - assert (0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
      apply Rmult_le_compat_l; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|].
      rewrite <- (mean_of_const N (LS^2 * history_delay M n W h)) by easy. now apply mean_of_le.
    - unfold delay_weight. right. ring.
  Qed.

  Lemma sufficient_descent_derived :
    mean_of N (fun i => f (W (i :: h)))
    <= sufficient_descent_bound Lf LS u alpha
         (f (W h)) (tuple_sq M n (expected_gradient N g (W h))) (noise_variance M n N g (W h)) r
         (history_delay M n W h)
         (mean_of N (fun i => tuple_sq M n
                                (fun m a b => tuple_sub (W (i :: h)) (W h) m a b + alpha * noise N g (W h) i m a b))).
  Proof.
    eapply Rle_trans.
    - apply (expected_descent (mean_expectation N N_pos) M n f (W h) (expected_gradient N g (W h))
               (fun i => W (i :: h)) (noise N g (W h)) missed Lf alpha alpha_pos Lf_nonneg).
      + intros i Hi. apply smooth; auto.
      + intros m a b _. now apply noise_mean.
      + intros i Hi. now apply missed_by_step.
    - pose proof (Rmult_le_compat_l (alpha / 2) _ _ ltac:(lra) mean_missed) as bound.
      unfold sufficient_descent_bound, auxiliary_weight. fold (noise_variance M n N g (W h)).
      lra.
  Qed.
End SufficientDescent.

Theorem sufficient_descent (net : architecture) (c : constants) (N : nat) (samples : nat -> sample) (W0 : tuple)
    (h : list nat) (Lf LS alpha inverse_tau u : R) :
  let M := layers net in
  let n := width net in
  let W := pipeline_weights net samples (analog_step alpha inverse_tau) W0 in
  let f := objective net N samples in
  let eps := noise N (sample_gradient net samples) (W h) in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> spectral_bound M M (delay_matrix M c) LS ->
  0 < alpha -> 0 <= inverse_tau -> 0 < u ->
  (forall j, (j <= length h)%nat -> covered net c (weights_along W h j)) ->
  (forall i, (i < N)%nat -> covered net c (W (i :: h))) ->
  mean_of N (fun i => f (W (i :: h)))
  <= sufficient_descent_bound Lf LS u alpha
       (f (W h)) (tuple_sq M n (mean_gradient net N samples (W h))) (mean_of N (fun i => tuple_sq M n (eps i)))
       (saturation_degree M n inverse_tau (W h)) (history_delay M n W h)
       (mean_of N (fun i => tuple_sq M n (fun m a b => tuple_sub (W (i :: h)) (W h) m a b + alpha * eps i m a b))).
Proof.
  intros M n W f eps Hc Ha HN Hs Hd HLf HLS Halpha Htau Hu Hcov Hnext.
  apply (sufficient_descent_derived M N n (covered net c) f (sample_gradient net samples) W
           (pipeline_gradient net samples (analog_step alpha inverse_tau) W0) h Lf LS alpha inverse_tau); auto.
  - apply HLf.
  - now apply network_smooth.
  - rewrite <- (along_last W h). now apply Hcov.
  - intros i m a b _ _. unfold W. now rewrite pipeline_step.
  - intros i Hi. now apply (network_delay_error net c N samples Hc Ha Hs).
  - now apply saturation_degree_bounds.
Qed.
