(** Claim    Mini-batches of B micro-batches, α <= 1/(2 L_f):
               E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-r²)|∇f|² + α² L_f s_k²/B + (α/2) r² s_k²,
               E_k over the B samples of the mini-batch (N^B cases), r >= |W_{k,b}|_inf/τ, for a network of any depth
               and widths
    Source   AP 86-93
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2; om_m >= |W^(m)|_2 for W_k and each W_{k+1}; B >= 1, α > 0,
               1/τ >= 0, 0 for digital weights
    Derived  sync_descent_derived: any objective with a quadratic upper bound *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining.
Import ListNotations.
Local Open Scope R_scope.

Definition sync_descent_bound (Lf alpha r : R) (B : nat) (objective gradient_sq variance : R) : R :=
  objective - alpha / 2 * (1 - r^2) * gradient_sq + alpha^2 * Lf * variance / INR B + alpha / 2 * r^2 * variance.

(** W_{k,b} after the micro-batches of a list, the latest first, with gradients at W = W_k. *)
Fixpoint mini_batch (alpha inverse_tau : R) (B : nat) (g : nat -> tuple -> tuple) (W : tuple) (batch : list nat)
    : tuple :=
  match batch with
  | [] => W
  | i :: earlier => analog_step (alpha / INR B) inverse_tau (g i W) (mini_batch alpha inverse_tau B g W earlier)
  end.

(** (Σ |x|)² <= b Σ x² *)
Lemma square_of_sum (x : nat -> R) l :
  (list_sum (map (fun i => Rabs (x i)) l))^2 <= INR (length l) * list_sum (map (fun i => (x i)^2) l).
Proof.
  induction l as [|i l IH]; [simpl; lra|]. cbn [map length list_sum fold_right]. rewrite S_INR.
  fold (list_sum (map (fun i => Rabs (x i)) l)) (list_sum (map (fun i => (x i)^2) l)).
  set (t := list_sum (map (fun i => Rabs (x i)) l)) in *. set (s := list_sum (map (fun i => (x i)^2) l)) in *.
  rewrite <- (pow2_abs (x i)). set (a := Rabs (x i)). pose proof (pos_INR (length l)) as Hb.
  set (b := INR (length l)) in *.
  assert (cross : 2 * (a * t) <= b * a^2 + s).
  { destruct (Req_dec b 0) as [Hz|Hz].
    - rewrite Hz in *. assert (t = 0) as -> by (apply Rsqr_eq_0; unfold Rsqr; pose proof (pow2_ge_0 t); lra).
      assert (0 <= s).
      { unfold s. clear. induction l as [|j l IH]; simpl; [lra|]. pose proof (pow2_ge_0 (x j)). simpl in *. lra. }
      lra.
    - apply (Rmult_le_reg_l b); [lra|]. pose proof (pow2_ge_0 (b * a - t)). nra. }
  nra.
Qed.

Section SyncDescent.
  Variables (M N B : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : tuple) (Lf alpha inverse_tau r : R).
  Let after := mini_batch alpha inverse_tau B g W.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis at_hand : set W.
  Hypothesis reached : forall batch, possible_path (fun i => (i < N)%nat) B batch -> set (after batch).
  Hypothesis saturation : forall batch, history N (B - 1) batch -> saturation_within M n inverse_tau r (after batch).
  Hypothesis rate : alpha <= 1 / (2 * Lf).

  Let HN := mean_expectation N N_pos.
  Let HB := paths_expectation HN B.
  Let mean_noise (batch : list nat) : tuple :=
    fun m a b => / INR B * list_sum (map (fun i => noise N g W i m a b) batch).
  Let missed (batch : list nat) : R := r^2 / INR B * list_sum (map (fun i => tuple_sq M n (g i W)) batch).

  Lemma B_real : 0 < INR B.
  Proof. now apply lt_0_INR. Qed.

  (** The asymmetric parts of b micro-batches: |W_{k,b} - W_k + (α/B) Σ g_i| <= (α r/B) Σ |g_i|, entry by entry. *)
  Lemma missed_after batch m a b : history N B batch -> entry M n m a b ->
    Rabs (after batch m a b - W m a b + alpha / INR B * list_sum (map (fun i => g i W m a b) batch))
    <= alpha / INR B * r * list_sum (map (fun i => Rabs (g i W m a b)) batch).
  Proof.
    intros Hh He. pose proof B_real. assert (0 < alpha / INR B) by (apply Rdiv_lt_0_compat; lra).
    induction batch as [|i batch IH].
    - unfold after. simpl. replace (_ - _ + _) with 0 by ring. rewrite Rabs_R0. lra.
    - destruct Hh as [Hl Hh%Forall_inv_tail]. simpl in Hl.
      assert (IH' := IH (conj (Nat.lt_le_incl _ _ Hl) Hh)). clear IH.
      assert (bound := saturation batch ltac:(split; [lia|easy]) m a b He).
      unfold after in *. cbn [mini_batch map list_sum fold_right]. unfold analog_step.
      fold (list_sum (map (fun i => g i W m a b) batch)) (list_sum (map (fun i => Rabs (g i W m a b)) batch)).
      set (w := mini_batch alpha inverse_tau B g W batch m a b) in *.
      set (s := list_sum (map (fun i => g i W m a b) batch)) in *.
      set (t := list_sum (map (fun i => Rabs (g i W m a b)) batch)) in *. set (c := alpha / INR B) in *.
      replace (w - c * g i W m a b - c * inverse_tau * Rabs (g i W m a b) * w - W m a b + c * (g i W m a b + s))
        with ((w - W m a b + c * s) + - (c * Rabs (g i W m a b) * (w * inverse_tau))) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, !Rabs_mult, Rabs_Rabsolu, (Rabs_pos_eq c) by lra.
      rewrite (Rabs_pos_eq inverse_tau) by easy.
      pose proof (Rmult_le_compat_l _ _ _ (Rmult_le_pos c _ ltac:(lra) (Rabs_pos (g i W m a b))) bound). lra.
  Qed.

  Lemma gradient_of_batch batch m a b : length batch = B ->
    expected_gradient N g W m a b + mean_noise batch m a b = / INR B * list_sum (map (fun i => g i W m a b) batch).
  Proof.
    intros Hl. unfold mean_noise. pose proof B_real.
    assert (split : list_sum (map (fun i => noise N g W i m a b) batch)
                    = list_sum (map (fun i => g i W m a b) batch) - INR (length batch) * expected_gradient N g W m a b).
    { clear Hl. induction batch as [|i batch IH]; [simpl; ring|]. cbn [map list_sum fold_right length].
      unfold list_sum in IH. rewrite IH, S_INR. unfold noise. ring. }
    rewrite split, Hl. field. lra.
  Qed.

  Lemma missed_by_batch batch : possible_path (fun i => (i < N)%nat) B batch ->
    tuple_sq M n (fun m a b => (after batch m a b - W m a b)
                                     + alpha * (expected_gradient N g W m a b + mean_noise batch m a b))
    <= alpha^2 * missed batch.
  Proof.
    intros [Hl Hh]. pose proof B_real.
    assert (sum_total : forall l, list_sum (map (fun i => tuple_sq M n (g i W)) l)
                                  = total M n (fun m a b => list_sum (map (fun i => (g i W m a b)^2) l))).
    { induction l as [|i l IH]; cbn [map list_sum fold_right].
      - rewrite (total_ext M n _ (fun m a b => 0 * 0)) by (intros; ring). rewrite total_scal. ring.
      - unfold list_sum in IH. rewrite IH. symmetry. exact (total_plus M n (fun m a b => (g i W m a b)^2) _). }
    unfold missed. rewrite sum_total, <- Rmult_assoc, <- total_scal. apply total_le. intros m a b He.
    rewrite gradient_of_batch by easy.
    assert (bound := missed_after batch m a b (conj (Nat.eq_le_incl _ _ Hl) Hh) He).
    replace (after batch m a b - W m a b + alpha * (/ INR B * list_sum (map (fun i => g i W m a b) batch)))
      with (after batch m a b - W m a b + alpha / INR B * list_sum (map (fun i => g i W m a b) batch))
      by (unfold Rdiv; ring).
    rewrite <- pow2_abs.
    eapply Rle_trans; [apply pow_incr; split; [apply Rabs_pos|exact bound]|].
    pose proof (square_of_sum (fun i => g i W m a b) batch) as squares. rewrite Hl in squares.
    replace (alpha^2 * (r^2 / INR B)) with ((alpha / INR B * r)^2 * INR B) by (field; lra).
    rewrite Rpow_mult_distr, Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|exact squares].
  Qed.

  (** E|ε|² = s²/B for the mean ε of B samples' noise. *)
  Lemma variance_of_batch :
    over_paths (mean_of N) B (fun batch => tuple_sq M n (mean_noise batch))
    = noise_variance M n N g W / INR B.
  Proof.
    pose proof B_real.
    etransitivity; [exact (expect_total HB M n (fun batch m a b => (mean_noise batch m a b)^2))|].
    replace (noise_variance M n N g W) with (total M n (fun m a b => mean_of N (fun i => (noise N g W i m a b)^2)))
      by (symmetry; exact (expect_total HN M n (fun i m a b => (noise N g W i m a b)^2))).
    unfold Rdiv. rewrite Rmult_comm, <- total_scal. apply total_ext. intros m a b _. unfold mean_noise.
    rewrite (expect_ext HB _ (fun batch => (/ INR B)^2 * (list_sum (map (fun i => noise N g W i m a b) batch))^2))
      by (intros; ring).
    rewrite (expect_scal _ _ HB), (over_paths_sum_sq HN) by now apply noise_mean. field. lra.
  Qed.

  Lemma sync_descent_derived :
    over_paths (mean_of N) B (fun batch => f (mini_batch alpha inverse_tau B g W batch))
    <= sync_descent_bound Lf alpha r B (f W) (tuple_sq M n (expected_gradient N g W)) (noise_variance M n N g W).
  Proof.
    pose proof B_real. fold after. eapply Rle_trans.
    - apply (expected_descent HB M n f W (expected_gradient N g W) after mean_noise missed Lf alpha alpha_pos
               Lf_nonneg).
      + intros batch Hb. apply smooth; auto.
      + intros m a b _. unfold mean_noise. rewrite (expect_scal _ _ HB), (over_paths_sum HN), noise_mean by easy. ring.
      + intros batch Hb. now apply missed_by_batch.
    - rewrite variance_of_batch. unfold missed.
      rewrite (expect_scal _ _ HB), (over_paths_sum HN), second_moment by easy.
      set (S := over_paths _ _ _).
      assert (0 <= S) by (apply (expect_nonneg HB); intros; apply tuple_sq_nonneg).
      assert (dropped : 0 <= (1 / (2 * alpha) - Lf) * S).
      { apply Rmult_le_pos; [|easy]. apply (Rmult_le_reg_r (2 * alpha)); [lra|].
        replace ((1 / (2 * alpha) - Lf) * (2 * alpha)) with (1 - 2 * alpha * Lf) by (field; lra).
        destruct (Req_dec Lf 0) as [->|Hne]; [lra|].
        apply (Rmult_le_compat_r (2 * Lf)) in rate; [|lra].
        replace (1 / (2 * Lf) * (2 * Lf)) with 1 in rate by (field; lra). lra. }
      unfold sync_descent_bound.
      replace (r^2 / INR B * (INR B * (tuple_sq M n (expected_gradient N g W) + noise_variance M n N g W)))
        with (r^2 * (tuple_sq M n (expected_gradient N g W) + noise_variance M n N g W)) by (field; lra).
      unfold Rdiv in *. lra.
  Qed.
End SyncDescent.

Theorem sync_descent (net : architecture) (c : constants) (N B : nat) (samples : nat -> sample) (W : tuple)
    (Lf alpha inverse_tau r : R) :
  let M := layers net in
  let n := width net in
  let f := objective net N samples in
  let g := sample_gradient net samples in
  let after := mini_batch alpha inverse_tau B g W in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < B)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> 0 < alpha -> 0 <= inverse_tau -> alpha <= 1 / (2 * Lf) ->
  covered net c W -> (forall batch, possible_path (fun i => (i < N)%nat) B batch -> covered net c (after batch)) ->
  (forall batch, history N (B - 1) batch -> saturation_degree M n inverse_tau (after batch) <= r) ->
  over_paths (mean_of N) B (fun batch => f (after batch))
  <= sync_descent_bound Lf alpha r B (f W) (tuple_sq M n (mean_gradient net N samples W)) (noise_variance M n N g W).
Proof.
  intros M n f g after Hc Ha HN HB Hs Hd HLf Halpha Htau Hrate HW Hafter Hr.
  apply (sync_descent_derived M N B n (covered net c) f g W Lf alpha inverse_tau r); auto.
  - apply HLf.
  - now apply network_smooth.
  - intros batch Hb m a b He. eapply Rle_trans; [apply saturation_degree_bounds; [exact Htau|exact He]|]. now apply Hr.
Qed.
