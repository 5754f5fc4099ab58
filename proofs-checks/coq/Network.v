(** A network of any depth and widths (AP 3-5): forward pass, backward pass, gradients; and what its constants promise.
    Forward and backward weights are separate tuples. Layers are numbered from 0, see SignalBounds. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Layers.
Local Open Scope R_scope.

(** M layers of widths n_0..n_M, activations g_m with derivatives g_m', and a loss l(y, o) with gradient in o. *)
Record architecture := Architecture {
  layers : nat;
  width : nat -> nat;
  activation : nat -> R -> R;
  slope : nat -> R -> R;
  loss : vector -> vector -> R;
  loss_gradient : vector -> vector -> vector }.

Record sample := Sample { sample_input : vector; sample_target : vector }.

Section Network.
  Variable net : architecture.
  Let M := layers net.
  Let n := width net.

  (** x_0 = x, z_m = F_m x_m, x_{m+1} = g_m(z_m). *)
  Fixpoint input (F : tuple) (x : vector) (m : nat) : vector :=
    match m with O => x | S i => fun j => activation net i (matvec (n i) (F i) (input F x i) j) end.

  Definition preactivation (F : tuple) (x : vector) (m : nat) : vector := matvec (n m) (F m) (input F x m).

  Definition output (F : tuple) (x : vector) : vector := input F x M.

  (** v ⊙ g_m'(z). *)
  Definition gated (m : nat) (z v : vector) : vector := fun i => v i * slope net m (z i).

  (** δ_{M-1} = ∇l ⊙ g'(z_{M-1}), δ_m = (B_{m+1}ᵀ δ_{m+1}) ⊙ g_m'(z_m). *)
  Definition error (F B : tuple) (s : sample) : nat -> vector :=
    let z := preactivation F (sample_input s) in
    from_last M
      (gated (pred M) (z (pred M)) (loss_gradient net (sample_target s) (output F (sample_input s))))
      (fun m d => gated m (z m) (matvec (n (S (S m))) (transpose (B (S m))) d)).

  (** G~_m = δ_m x_mᵀ with forward weights F and backward weights B; ∇f(W; ξ) is F = B = W. *)
  Definition backpropagated (F B : tuple) (s : sample) : tuple :=
    fun m => outer (error F B s m) (input F (sample_input s) m).
  Definition gradient (W : tuple) (s : sample) : tuple := backpropagated W W s.

  (** f(W; ξ) and, over N equally likely samples, f(W) and ∇f(W). *)
  Definition sample_loss (W : tuple) (s : sample) : R := loss net (sample_target s) (output W (sample_input s)).
  Definition objective (N : nat) (samples : nat -> sample) (W : tuple) : R :=
    mean_of N (fun i => sample_loss W (samples i)).
  Definition mean_gradient (N : nat) (samples : nat -> sample) (W : tuple) : tuple :=
    fun m i j => mean_of N (fun k => gradient W (samples k) m i j).

  (** ** What the constants promise *)

  (** g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, g_m' is s_m-Lipschitz. *)
  Record activations_obey (c : constants) : Prop := {
    activation_zero : forall m, (m < M)%nat -> activation net m 0 = 0;
    activation_lipschitz : forall m a b, (m < M)%nat ->
      Rabs (activation net m a - activation net m b) <= lipschitz c m * Rabs (a - b);
    slope_bound : forall m a, (m < M)%nat -> Rabs (slope net m a) <= lipschitz c m;
    slope_lipschitz : forall m a b, (m < M)%nat ->
      Rabs (slope net m a - slope net m b) <= smoothness c m * Rabs (a - b) }.

  (** |x| <= χ; |∇l| <= Lam0 on |o| <= X_M; ∇l is Lam1-Lipschitz. *)
  Record sample_obeys (c : constants) (s : sample) : Prop := {
    sample_input_bound : norm2 (n 0) (sample_input s) <= input_norm c;
    sample_loss_bound : forall o, norm2 (n M) o <= input_bound c M ->
      norm2 (n M) (loss_gradient net (sample_target s) o) <= loss_bound c;
    sample_loss_lipschitz : gradient_lipschitz (n M) (loss_smoothness c) (loss_gradient net (sample_target s)) }.

  (** om_m >= |W_m|_2. *)
  Definition covered (c : constants) (W : tuple) : Prop :=
    forall m, (m < M)%nat -> spectral_bound (n (S m)) (n m) (W m) (spectral c m).

  (** Matrices with element-wise activations as a type of layer. *)
  Definition matrix_layers (c : constants) : layer_type := {|
    signal := fun _ => vector;
    weight := fun _ => matrix;
    norm := fun m => norm2 (n m);
    distance := fun m x y => norm2 (n m) (sub x y);
    apart := fun m W W' => frobenius (n (S m)) (n m) (matrix_sub W W');
    covered_by := fun m W => spectral_bound (n (S m)) (n m) W (spectral c m);
    apply := fun m => matvec (n m);
    activate := fun m z i => activation net m (z i);
    pull := fun m W => matvec (n (S m)) (transpose W);
    gate := gated |}.

  (** Passes are signals in the sense of Layers, which counts layers up to a last one. *)
  Lemma network_signals last c F B s :
    M = S last ->
    signals last (matrix_layers c) (loss_gradient net (sample_target s))
      F B (input F (sample_input s)) (preactivation F (sample_input s)) (error F B s).
  Proof.
    intros E. split; intros; [easy|easy| |].
    - unfold error, output. rewrite E. apply from_last_last.
    - unfold error. rewrite E. now rewrite from_last_step.
  Qed.

  Section Promises.
    Variable c : constants.
    Hypothesis nonneg : nonnegative M c.
    Hypothesis activations : activations_obey c.

    Lemma activate_norm m z :
      (m < M)%nat -> norm2 (n (S m)) (fun i => activation net m (z i)) <= lipschitz c m * norm2 (n (S m)) z.
    Proof.
      intros Hm. pose proof (lipschitz_nonneg M c nonneg m Hm) as Hl.
      rewrite <- (Rabs_pos_eq (lipschitz c m)), <- norm2_scal by easy. apply norm2_le; intros i _.
      rewrite Rabs_mult, (Rabs_pos_eq (lipschitz c m)) by easy.
      pose proof (activation_lipschitz c activations m (z i) 0 Hm) as K.
      rewrite (activation_zero c activations m Hm) in K. now rewrite !Rminus_0_r in K.
    Qed.

    Lemma activate_apart m z z' :
      (m < M)%nat ->
      norm2 (n (S m)) (sub (fun i => activation net m (z i)) (fun i => activation net m (z' i)))
      <= lipschitz c m * norm2 (n (S m)) (sub z z').
    Proof.
      intros Hm. pose proof (lipschitz_nonneg M c nonneg m Hm) as Hl.
      rewrite <- (Rabs_pos_eq (lipschitz c m)), <- norm2_scal by easy. apply norm2_le; intros i _.
      rewrite Rabs_mult, (Rabs_pos_eq (lipschitz c m)) by easy. now apply activation_lipschitz.
    Qed.

    Lemma gated_norm m z v : (m < M)%nat -> norm2 (n (S m)) (gated m z v) <= lipschitz c m * norm2 (n (S m)) v.
    Proof.
      intros Hm. apply norm2_scaled; [now apply (lipschitz_nonneg M c)|]. intros; now apply slope_bound.
    Qed.

    Lemma gated_apart m z z' v v' :
      (m < M)%nat ->
      norm2 (n (S m)) (sub (gated m z v) (gated m z' v'))
      <= smoothness c m * norm2 (n (S m)) v * norm2 (n (S m)) (sub z z')
         + lipschitz c m * norm2 (n (S m)) (sub v v').
    Proof.
      intros Hm. pose proof (smoothness_nonneg M c nonneg m Hm) as Hs.
      eapply Rle_trans; [apply (norm2_between _ _ (gated m z' v))|]. apply Rplus_le_compat.
      - rewrite (norm2_ext _ _ (fun i => v i * (slope net m (z i) - slope net m (z' i)))).
        2: intros; unfold sub, gated; ring.
        eapply Rle_trans; [apply norm2_product|]. rewrite (Rmult_comm (smoothness c m)), Rmult_assoc.
        apply Rmult_le_compat_l; [apply norm2_nonneg|].
        rewrite <- (Rabs_pos_eq (smoothness c m)), <- norm2_scal by easy. apply norm2_le; intros i _.
        rewrite Rabs_mult, (Rabs_pos_eq (smoothness c m)) by easy. now apply slope_lipschitz.
      - rewrite (norm2_ext _ _ (gated m z' (sub v v'))) by (intros; unfold sub, gated; ring).
        now apply gated_norm.
    Qed.

    Lemma matrix_layers_bounded : bounded_layers M c (matrix_layers c).
    Proof.
      split; simpl; intros.
      - apply norm2_nonneg.
      - apply norm2_nonneg.
      - apply frobenius_nonneg.
      - apply H0.
      - now apply matvec_between.
      - now apply activate_norm.
      - now apply activate_apart.
      - now apply spectral_bound_transpose.
      - rewrite <- frobenius_transpose. apply matvec_between. now apply spectral_bound_transpose.
      - now apply gated_norm.
      - now apply gated_apart.
    Qed.

    (** ** Signals of one sample *)
    Variable s : sample.
    Hypothesis sampled : sample_obeys c s.

    Lemma sample_loss_bounded : bounded_loss M c (matrix_layers c) (loss_gradient net (sample_target s)).
    Proof. split; apply sampled. Qed.

    (** The hypotheses of Layers, which names the last layer. *)
    Lemma last_layer m : (m < M)%nat -> exists last, M = S last.
    Proof. intros H. exists (pred M). lia. Qed.

    Lemma promises_up_to last :
      M = S last ->
      nonnegative (S last) c /\ bounded_layers (S last) c (matrix_layers c)
      /\ bounded_loss (S last) c (matrix_layers c) (loss_gradient net (sample_target s)).
    Proof. intros <-. repeat split; try apply nonneg; try apply matrix_layers_bounded; apply sample_loss_bounded. Qed.

    Lemma covered_up_to last W : M = S last -> covered c W -> all_covered last (matrix_layers c) W.
    Proof. intros E H m Hm. apply H. now rewrite E. Qed.

    Section OnePass.
      Variables (F B : tuple).
      Hypothesis forward_covered : covered c F.
      Hypothesis backward_covered : covered c B.

      Lemma network_input_bound m : (m <= M)%nat -> norm2 (n m) (input F (sample_input s) m) <= input_bound c m.
      Proof.
        intros Hm. destruct m as [|m]; [apply sampled|]. destruct (last_layer m Hm) as (last & E).
        destruct (promises_up_to last E) as (Hc & Ht & _).
        apply (signals_input_bound last c (matrix_layers c) _ Hc Ht _ _ _ _ _ (network_signals last c F B s E)).
        - now apply covered_up_to.
        - apply sampled.
        - now rewrite <- E.
      Qed.

      Lemma network_preactivation_bound m :
        (m < M)%nat -> norm2 (n (S m)) (preactivation F (sample_input s) m) <= spectral c m * input_bound c m.
      Proof.
        intros Hm. destruct (last_layer m Hm) as (last & E). destruct (promises_up_to last E) as (Hc & Ht & _).
        apply (signals_preactivation_bound last c (matrix_layers c) _ Hc Ht _ _ _ _ _ (network_signals last c F B s E)).
        - now apply covered_up_to.
        - apply sampled.
        - now rewrite <- E.
      Qed.

      Lemma network_error_bound m : (m < M)%nat -> norm2 (n (S m)) (error F B s m) <= error_bound M c m.
      Proof.
        intros Hm. destruct (last_layer m Hm) as (last & E). destruct (promises_up_to last E) as (Hc & Ht & Hl).
        pose proof (signals_error_bound last c (matrix_layers c) _ Hc Ht Hl _ _ _ _ _ (network_signals last c F B s E)
                      (covered_up_to last F E forward_covered) (covered_up_to last B E backward_covered)
                      (sample_input_bound c s sampled)) as K.
        rewrite <- E in K. now apply K.
      Qed.
    End OnePass.

    Section TwoPasses.
      Variables (F B F' B' : tuple) (both : bool) (e : nat -> R).
      Hypothesis forward_covered : covered c F.
      Hypothesis forward_covered' : covered c F'.
      Hypothesis backward_covered : covered c B.
      Hypothesis backward_covered' : covered c B'.
      Hypothesis forward_apart :
        forall m, (m < M)%nat -> frobenius (n (S m)) (n m) (matrix_sub (F m) (F' m)) <= e m.
      Hypothesis backward_apart :
        forall m, (m < M)%nat -> frobenius (n (S m)) (n m) (matrix_sub (B m) (B' m)) <= if both then e m else 0.

      Lemma network_input_distance m :
        (m <= M)%nat ->
        norm2 (n m) (sub (input F (sample_input s) m) (input F' (sample_input s) m)) <= input_distance c e m.
      Proof.
        intros Hm. destruct m as [|m]; [right; apply norm2_self|]. destruct (last_layer m Hm) as (last & E).
        destruct (promises_up_to last E) as (Hc & Ht & _).
        apply (signals_input_distance last c (matrix_layers c) _ Hc Ht F B F' B' _ _ _ _ _ _ e
                 (network_signals last c F B s E) (network_signals last c F' B' s E)).
        - now apply covered_up_to.
        - now apply covered_up_to.
        - apply sampled.
        - apply norm2_self.
        - intros l Hl. apply forward_apart. now rewrite E.
        - now rewrite <- E.
      Qed.

      Lemma network_preactivation_distance m :
        (m < M)%nat ->
        norm2 (n (S m)) (sub (preactivation F (sample_input s) m) (preactivation F' (sample_input s) m))
        <= preactivation_distance c e m.
      Proof.
        intros Hm. destruct (last_layer m Hm) as (last & E). destruct (promises_up_to last E) as (Hc & Ht & _).
        apply (signals_preactivation_distance last c (matrix_layers c) _ Hc Ht F B F' B' _ _ _ _ _ _ e
                 (network_signals last c F B s E) (network_signals last c F' B' s E)).
        - now apply covered_up_to.
        - now apply covered_up_to.
        - apply sampled.
        - apply norm2_self.
        - intros l Hl. apply forward_apart. now rewrite E.
        - now rewrite <- E.
      Qed.

      Lemma network_error_distance m :
        (m < M)%nat ->
        norm2 (n (S m)) (sub (error F B s m) (error F' B' s m)) <= error_distance M c both e m.
      Proof.
        intros Hm. destruct (last_layer m Hm) as (last & E). destruct (promises_up_to last E) as (Hc & Ht & Hl).
        pose proof (signals_error_distance last c (matrix_layers c) _ Hc Ht Hl F B F' B' _ _ _ _ _ _ both e
                      (network_signals last c F B s E) (network_signals last c F' B' s E)
                      (covered_up_to last F E forward_covered) (covered_up_to last F' E forward_covered')
                      (covered_up_to last B E backward_covered) (covered_up_to last B' E backward_covered')
                      (sample_input_bound c s sampled) (norm2_self _ _)) as K.
        rewrite <- E in K. now apply K.
      Qed.

      (** |δxᵀ - δ'x'ᵀ|_F <= X_m t_m + D_m p_m = Σ_j A_mj e_j. *)
      Lemma network_gradient_distance m :
        (m < M)%nat ->
        frobenius (n (S m)) (n m) (matrix_sub (backpropagated F B s m) (backpropagated F' B' s m))
        <= matvec M (stability_matrix M c both) e m.
      Proof.
        intros Hm. rewrite <- gradient_distance_linear by easy.
        eapply Rle_trans; [apply frobenius_outer_between|]. apply Rplus_le_compat.
        - apply Rmult_le_compat; try apply norm2_nonneg.
          + apply network_input_bound; auto with arith.
          + now apply network_error_distance.
        - apply Rmult_le_compat; try apply norm2_nonneg.
          + now apply network_error_bound.
          + apply network_input_distance; auto with arith.
      Qed.
    End TwoPasses.
  End Promises.
End Network.
