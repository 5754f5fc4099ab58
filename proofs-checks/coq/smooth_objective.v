(** Claim    |∇f(W; ξ) - ∇f(W'; ξ)| <= L_f |W - W'| for every sample and for their mean, for any L_f >= |A|_2 with
             the matrix A of X_m t_m + D_m p_m = Σ_j A_mj e_j, [both] = 1; and f(W') <= f(W) + <∇f(W), W' - W> +
             (L_f/2) |W' - W|²
    Source   AP Lemmas 2, 10
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, g_m' is s_m-Lipschitz; |x| <= χ, |∇l| <= Lam0 on |o| <=
             X_M, ∇l is Lam1-Lipschitz; om_m >= |W_m|_2 and om_m >= |W'_m|_2; the constants are not negative. For the
             quadratic bound: g_m' is the derivative of g_m and ∇l the gradient of the loss *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network Backpropagation.
Local Open Scope R_scope.

Section Smooth.
  Variables (net : architecture) (c : constants) (L_f : R).
  Let M := layers net.
  Let n := width net.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis L_f_bound : spectral_bound M M (stability_matrix M c true) L_f.

  Lemma sample_gradient_lipschitz (s : sample) (W W' : tuple) :
    sample_obeys net c s -> covered net c W -> covered net c W' ->
    tuple_norm M n (tuple_sub (gradient net W s) (gradient net W' s)) <= L_f * tuple_norm M n (tuple_sub W W').
  Proof.
    intros Hs HW HW'. destruct L_f_bound as [_ HL]. rewrite !tuple_norm_layers.
    eapply Rle_trans; [|apply HL]. apply norm2_le; intros m Hm.
    rewrite Rabs_pos_eq by apply frobenius_nonneg. eapply Rle_trans; [|apply Rle_abs].
    apply network_gradient_distance; try easy.
    - intros; apply Rle_refl.
    - intros; apply Rle_refl.
  Qed.

  Variables (N : nat) (samples : nat -> sample).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis sampled : forall k, (k < N)%nat -> sample_obeys net c (samples k).

  Lemma mean_gradient_lipschitz (W W' : tuple) :
    covered net c W -> covered net c W' ->
    tuple_norm M n (tuple_sub (mean_gradient net N samples W) (mean_gradient net N samples W'))
    <= L_f * tuple_norm M n (tuple_sub W W').
  Proof.
    intros HW HW'.
    rewrite (tuple_norm_ext _ _ _ (fun m i j =>
      mean_of N (fun k => tuple_sub (gradient net W (samples k)) (gradient net W' (samples k)) m i j))).
    - apply tuple_norm_mean; [easy| |].
      + apply Rmult_le_pos; [apply L_f_bound|apply tuple_norm_nonneg].
      + intros k Hk. apply sample_gradient_lipschitz; auto.
    - intros. unfold tuple_sub, matrix_sub, mean_gradient. now rewrite mean_of_minus.
  Qed.

  (** <∇f(W + t D) - ∇f(W), D> <= L_f t |D|². *)
  Lemma slope_growth (W D : tuple) t :
    0 <= t -> covered net c W -> covered net c (segment W D t) ->
    tuple_dot M n (mean_gradient net N samples (segment W D t)) D - tuple_dot M n (mean_gradient net N samples W) D
    <= L_f * tuple_sq M n D * t.
  Proof.
    intros Ht HW Hs. rewrite tuple_dot_sub. eapply Rle_trans; [apply tuple_dot_le|].
    eapply Rle_trans; [apply Rmult_le_compat_r; [apply tuple_norm_nonneg|now apply mean_gradient_lipschitz]|].
    rewrite (tuple_norm_ext _ _ _ (fun m i j => t * D m i j)).
    - rewrite tuple_norm_scal, Rabs_pos_eq, <- tuple_norm_sq by easy. right; ring.
    - intros. unfold tuple_sub, matrix_sub, segment. ring.
  Qed.

  Lemma objective_quadratic_bound (W W' : tuple) :
    (forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
    covered net c W -> covered net c W' ->
    objective net N samples W'
    <= objective net N samples W + tuple_dot M n (mean_gradient net N samples W) (tuple_sub W' W)
       + L_f / 2 * tuple_sq M n (tuple_sub W' W).
  Proof.
    intros Hd HW HW'. pose (D := tuple_sub W' W). fold D.
    assert (K : objective net N samples (segment W D 1)
                <= objective net N samples (segment W D 0)
                   + tuple_dot M n (mean_gradient net N samples (segment W D 0)) D + L_f * tuple_sq M n D / 2).
    { apply (quadratic_upper_bound (fun t => objective net N samples (segment W D t))
               (fun t => tuple_dot M n (mean_gradient net N samples (segment W D t)) D)).
      - intros t. now apply (objective_derivative net c).
      - intros t Ht. rewrite segment_start. apply slope_growth; [easy|easy|].
        intros m Hm. apply spectral_bound_segment; auto. }
    unfold D in K at 1. rewrite segment_start, segment_end in K. lra.
  Qed.
End Smooth.

Theorem smooth_objective (net : architecture) (c : constants) (N : nat) (samples : nat -> sample) (L_f : R)
    (W W' : tuple) :
  let M := layers net in
  let n := width net in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  covered net c W -> covered net c W' -> spectral_bound M M (stability_matrix M c true) L_f ->
  (forall k, (k < N)%nat ->
     tuple_norm M n (tuple_sub (gradient net W (samples k)) (gradient net W' (samples k)))
     <= L_f * tuple_norm M n (tuple_sub W W'))
  /\ tuple_norm M n (tuple_sub (mean_gradient net N samples W) (mean_gradient net N samples W'))
     <= L_f * tuple_norm M n (tuple_sub W W')
  /\ ((forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
      objective net N samples W'
      <= objective net N samples W + tuple_dot M n (mean_gradient net N samples W) (tuple_sub W' W)
         + L_f / 2 * tuple_sq M n (tuple_sub W' W)).
Proof.
  intros M n Hc Ha HN Hs HW HW' HL. split; [|split].
  - intros k Hk. apply (sample_gradient_lipschitz net c); auto.
  - now apply (mean_gradient_lipschitz net c).
  - intros Hd. now apply (objective_quadratic_bound net c).
Qed.
