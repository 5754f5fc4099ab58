(** Claim    Digital weights (τ = ∞), κ = (M-1) L_S², α <= 1/(L_f + √(L_f² + 2κ)), Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= 2Δ/(αK) + 2α(L_f + α κ) s², E over all N^K paths of samples, for a network of any
               depth and widths
    Source   AP Thm 3
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2; in every history of at most K
               samples om_m >= |W_k^(m)|_2, and before the last s_k² <= s²; f(W_K) >= f*; α > 0, K >= 1
    Derived  digital_async_convergence_derived: any objective with a quadratic upper bound, any gradients with the
               error bound of gradient_delay_error *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining.
Import ListNotations.
Local Open Scope R_scope.

Definition digital_async_convergence_bound (M : nat) (Lf LS gap alpha : R) (K : nat) (variance : R) : R :=
  2 * gap / (alpha * INR K) + 2 * alpha * (Lf + alpha * digital_kappa M LS) * variance.

Section DigitalAsyncConvergence.
  Variables (M N K : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (f_star Lf LS alpha variance : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis in_set : forall h, history N K h -> set (W h).
  Hypothesis step : forall h i m a b, history N K (i :: h) -> entry M n m a b ->
    W (i :: h) m a b = digital_step alpha (delayed h i) (W h) m a b.
  Hypothesis delay_error : forall h i, history N K (i :: h) ->
    tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)) <= LS^2 * history_delay M n W h.
  Hypothesis noisy : forall h, history N (K - 1) h -> noise_variance M n N g (W h) <= variance.
  Hypothesis bounded_below : forall h, history N K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= descent_learning_rate Lf (digital_kappa M LS).

  Let gradient_sq h := tuple_sq M n (expected_gradient N g (W h)).
  Let V h := f (W h) + alpha / 2 * LS^2 * history_auxiliary M n W h.
  Let loss : R := alpha^2 * (Lf + alpha * digital_kappa M LS) * variance.

  (** The step misses -α g_i by α (g_i - G~), and no more. *)
  Lemma missed_by_delay h i : history N K (i :: h) ->
    tuple_sq M n (fun m a b => tuple_sub (W (i :: h)) (W h) m a b
                                     + alpha * (expected_gradient N g (W h) m a b + noise N g (W h) i m a b))
    = alpha^2 * tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)).
  Proof.
    intros Hh. rewrite <- tuple_sq_scal. apply tuple_sq_ext. intros m a b He. unfold tuple_sub, matrix_sub, noise.
    rewrite step by easy. unfold digital_step. ring.
  Qed.

  Lemma digital_step_descends h :
    (length h < K)%nat -> Forall (fun i => (i < N)%nat) h ->
    mean_of N (fun i => V (i :: h)) <= V h - (alpha / 2 * 1 * gradient_sq h - loss).
  Proof.
    intros Hl Hh. assert (next := fun i Hi => history_next N K h i Hl Hh Hi).
    assert (kappa_nonneg : 0 <= digital_kappa M LS) by (apply Rmult_le_pos; [apply pos_INR|apply pow2_ge_0]).
    pose proof (learning_rate_rule alpha Lf _ alpha_pos Lf_nonneg kappa_nonneg rate) as rule.
    eapply Rle_trans.
    - apply (absorbed_delay M N n f g W h Lf alpha (LS^2) (alpha / 2 * gradient_sq h) 0 N_pos alpha_pos
               (pow2_ge_0 _) rule).
      eapply Rle_trans.
      + apply (expected_descent (mean_expectation N N_pos) M n f (W h) (expected_gradient N g (W h))
               (fun i => W (i :: h)) (noise N g (W h))
               (fun i => tuple_sq M n (tuple_sub (g i (W h)) (delayed h i))) Lf alpha alpha_pos Lf_nonneg).
        * intros i Hi. apply smooth; apply in_set; [split; [lia|easy]|now apply next].
        * intros m a b _. now apply noise_mean.
        * intros i Hi. right. now apply missed_by_delay, next.
      + assert (delay : mean_of N (fun i => tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)))
                        <= LS^2 * history_delay M n W h).
        { rewrite <- (mean_of_const N (LS^2 * history_delay M n W h)) by easy. apply mean_of_le. intros i Hi.
          now apply delay_error, next. }
        apply (Rmult_le_compat_l (alpha / 2)) in delay; [|lra].
        fold (gradient_sq h) (noise_variance M n N g (W h)). lra.
    - fold (digital_kappa M LS) (V h). unfold loss.
      assert (0 <= alpha * digital_kappa M LS) by (apply Rmult_le_pos; lra).
      pose proof (Rmult_le_compat_l (alpha^2 * (Lf + alpha * digital_kappa M LS)) _ _
                    ltac:(apply Rmult_le_pos; [apply pow2_ge_0|lra]) (noisy h ltac:(split; [lia|easy]))). lra.
  Qed.

  Lemma digital_async_convergence_derived :
    mean_over_run (mean_of N) K (fun h => tuple_sq M n (expected_gradient N g (W h)))
    <= digital_async_convergence_bound M Lf LS (f (W []) - f_star) alpha K variance.
  Proof.
    pose proof (mean_expectation N N_pos) as HE. pose proof (run_expectation HE K K_pos) as Hrun.
    assert (K_real : INR K <> 0) by (apply not_0_INR; lia).
    eapply Rle_trans.
    - apply (rate_over_run HE K V gradient_sq (fun _ => loss) f_star alpha 1 K_pos alpha_pos Rlt_0_1
               digital_step_descends).
      intros h Hl Hh. pose proof (bounded_below h (conj (Nat.eq_le_incl _ _ Hl) Hh) Hl).
      pose proof (Rmult_le_pos (alpha / 2 * LS^2) _ ltac:(apply Rmult_le_pos; [lra|apply pow2_ge_0])
                    (auxiliary_nonneg M n W h)).
      unfold V. lra.
    - rewrite (expect_const _ _ Hrun). unfold V. rewrite auxiliary_start. unfold loss, digital_async_convergence_bound.
      right. field. repeat split; lra.
  Qed.
End DigitalAsyncConvergence.

Theorem digital_async_convergence (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample)
    (W0 : tuple) (f_star Lf LS alpha variance : R) :
  let M := layers net in
  let n := width net in
  let W := pipeline_weights net samples (digital_step alpha) W0 in
  let f := objective net N samples in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < K)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> spectral_bound M M (delay_matrix M c) LS -> 0 < alpha ->
  (forall h, history N K h -> covered net c (W h)) ->
  (forall h, history N (K - 1) h -> noise_variance M n N (sample_gradient net samples) (W h) <= variance) ->
  (forall h, history N K h -> length h = K -> f_star <= f (W h)) ->
  alpha <= descent_learning_rate Lf (digital_kappa M LS) ->
  mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= digital_async_convergence_bound M Lf LS (f W0 - f_star) alpha K variance.
Proof.
  intros M n W f Hc Ha HN HK Hs Hd HLf HLS Halpha Hmet Hnoise Hf Hrate.
  apply (digital_async_convergence_derived M N K n (covered net c) f (sample_gradient net samples) W
           (pipeline_gradient net samples (digital_step alpha) W0)); auto.
  - apply HLf.
  - now apply network_smooth.
  - intros h i m a b _ _. unfold W. now rewrite pipeline_step.
  - intros h i Hh.
    apply (network_delay_error net c N samples Hc Ha Hs LS _ W0); [easy| |now apply (history_latest N K h)].
    intros j _. now apply Hmet, history_first, history_rest with (i := i).
Qed.
